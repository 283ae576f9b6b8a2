package dfs.s3.signature;

/**
 * The head of a request as a signature covers it: nothing decoded, nothing normalised.
 *
 * @param method GET, PUT, ...
 * @param rawPath the path as sent, beginning with a slash
 * @param rawQuery what stood behind the {@code ?}, as sent; empty for none
 * @param headers the headers, {@code host} (of HTTP/2: the authority) among them
 */
public record RequestHead(String method, String rawPath, String rawQuery, HeaderSource headers) {}
