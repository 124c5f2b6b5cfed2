package lanegrad.compare.contestant;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import lanegrad.compare.blas.Mkl;
import lanegrad.compare.blas.OpenBlas;
import lanegrad.compare.java.Ejml;
import lanegrad.compare.java.Jlama;
import lanegrad.compare.java.Netlib;
import lanegrad.compare.java.OjAlgo;
import lanegrad.compare.libtorch.Libtorch;
import lanegrad.compare.limit.Limits;
import lanegrad.compare.own.Lanegrad;

/** The contestants, in the order of the table's columns, and how the process of each is started. */
public enum Entrant {

    /** This library. */
    LANEGRAD("Lanegrad", Role.OWN, Lanegrad::new, Entrant.VECTORS),
    /** PyTorch's C++ library, through DJL. */
    LIBTORCH("libtorch", Role.PEER, Libtorch::new),
    /** OpenBLAS. */
    OPENBLAS("OpenBLAS", Role.PEER, OpenBlas::new),
    /** Intel's MKL. */
    MKL("MKL", Role.PEER, Mkl::new),
    /** netlib's VectorBLAS. */
    NETLIB("netlib", Role.PEER, Netlib::new, Entrant.VECTORS),
    /** EJML. */
    EJML("EJML", Role.PEER, Ejml::new),
    /** ojAlgo. */
    OJALGO("ojAlgo", Role.PEER, OjAlgo::new),
    /** Jlama's tensor operations. */
    JLAMA("Jlama", Role.PEER, Jlama::new, Entrant.VECTORS),
    /** The machine's rate of fused multiply-adds. */
    FMA_PEAK("FMA peak", Role.LIMIT, Limits::arithmetic, Entrant.VECTORS),
    /** The machine's bandwidth, by copies and by reads. */
    BANDWIDTH("bandwidth", Role.LIMIT, Limits::memory, Entrant.VECTORS);

    /** What an entrant is to the table. */
    public enum Role {
        /** The library whose ratios are shown. */
        OWN,
        /** A library that it is compared with. */
        PEER,
        /** What the machine could do. */
        LIMIT
    }

    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    private final String label;
    private final Role role;
    private final IntFunction<Contestant> maker;
    private final List<String> flags;

    Entrant(String label, Role role, IntFunction<Contestant> maker, String... flags) {
        this.label = label;
        this.role = role;
        this.maker = maker;
        this.flags = List.of(flags);
    }

    /** What the table calls it. */
    public String label() {
        return label;
    }

    /** What it is to the table. */
    public Role role() {
        return role;
    }

    /** The contestant itself: to be called in its own process only. */
    public Contestant make(int threads) {
        return maker.apply(threads);
    }

    /** What its JVM needs to hear. */
    public List<String> flags() {
        return flags;
    }

    /** Environment variables that pin the threads of the native libraries. */
    public static Map<String, String> environment(int threads) {
        String count = Integer.toString(threads);
        return Map.of("OMP_NUM_THREADS", count, "MKL_NUM_THREADS", count, "OPENBLAS_NUM_THREADS", count,
                "OMP_DYNAMIC", "FALSE", "MKL_DYNAMIC", "FALSE");
    }
}
