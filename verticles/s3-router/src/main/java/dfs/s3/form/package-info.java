/** Uploads by HTML form (POST Object): multipart/form-data as it streams, the policy document and what is answered. */
@NullMarked
package dfs.s3.form;

import org.jspecify.annotations.NullMarked;
