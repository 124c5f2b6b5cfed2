/** The native BLAS libraries, through JavaCPP. */
package lanegrad.compare.blas;
