/** Whether the compilers treat every new JVM alike: hot kernels in many of them. */
package lanegrad.jmh.fresh;
