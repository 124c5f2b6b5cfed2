/** Work that benchmarks and the comparison share: models, numbers to begin with, warming up, a loop of FMAs. */
package lanegrad.jmh.work;
