/** Keeps blobs on local disks: the only module that touches the bytes of objects on a disk. */
@NullMarked
package dfs.storage;

import org.jspecify.annotations.NullMarked;
