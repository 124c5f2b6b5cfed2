/** PyTorch's C++ library, through DJL. */
package lanegrad.compare.libtorch;
