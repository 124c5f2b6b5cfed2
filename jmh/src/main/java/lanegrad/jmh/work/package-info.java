/** Work that benchmarks and the comparison share: models, numbers to begin with, warming up, the limit of arithmetic. */
package lanegrad.jmh.work;
