// Package bench measures the program as it is served and prints docs/benchmarks.md: the cost of a case's life beside a bare
// yardstick, lists and searches over up to a million cases, the re-evaluation of a million time limits, commits under a slow
// disk, start, memory and page weight. It holds tests alone, which run only when `make bench` asks for them, since they take
// minutes and the machine for themselves. It must not be imported. Read first: TestLifeCycle, TestLists.
package bench
