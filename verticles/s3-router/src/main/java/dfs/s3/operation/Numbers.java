package dfs.s3.operation;

import dfs.s3.call.S3Request;

/** Whole numbers among the query's parameters, which the contract has checked already. */
final class Numbers {

    private Numbers() {}

    /** The parameter's value, at most {@code max}; {@code byDefault} where it was not sent or sent empty. */
    static long parameter(S3Request request, String name, long byDefault, long max) {
        String text = request.query().textOf(name);
        return text.isEmpty() ? byDefault : Math.min(Long.parseLong(text), max);
    }
}
