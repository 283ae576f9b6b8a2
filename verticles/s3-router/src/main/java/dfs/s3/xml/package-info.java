/** S3's XML documents: a writer for replies, a reader with limits, and the documents that requests carry. */
@NullMarked
package dfs.s3.xml;

import org.jspecify.annotations.NullMarked;
