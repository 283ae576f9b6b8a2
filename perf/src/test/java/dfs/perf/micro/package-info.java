/** Benchmarks of the inner loops, by JMH: {@code perf/micro}. They are no tests, and run only when asked for. */
package dfs.perf.micro;
