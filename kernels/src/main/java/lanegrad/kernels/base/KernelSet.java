package lanegrad.kernels.base;

import lanegrad.kernels.AttentionKernels;
import lanegrad.kernels.ChannelNormKernels;
import lanegrad.kernels.ConvKernels;
import lanegrad.kernels.CopyKernels;
import lanegrad.kernels.GemmKernels;
import lanegrad.kernels.IndexKernels;
import lanegrad.kernels.Kernels;
import lanegrad.kernels.MapKernels;
import lanegrad.kernels.MatrixKernels;
import lanegrad.kernels.NormKernels;
import lanegrad.kernels.RandomKernels;
import lanegrad.kernels.RecurrentKernels;
import lanegrad.kernels.ReduceKernels;
import lanegrad.kernels.ScanKernels;
import lanegrad.kernels.SortKernels;
import lanegrad.kernels.UpdateKernels;

/** One implementation of every family. */
public record KernelSet(String name, MapKernels map, CopyKernels copy, ReduceKernels reduce, GemmKernels gemm,
        NormKernels norm, ChannelNormKernels channelNorm, AttentionKernels attention, RecurrentKernels recurrent,
        ConvKernels conv, IndexKernels index, MatrixKernels matrix, UpdateKernels update, RandomKernels random,
        ScanKernels scan, SortKernels sort)
        implements Kernels {
}
