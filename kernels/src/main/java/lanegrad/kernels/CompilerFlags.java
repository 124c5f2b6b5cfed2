package lanegrad.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** What the JVM's flags say about its C2 compiler. */
final class CompilerFlags {

    private CompilerFlags() {
    }

    /** Why C2 will not compile the kernels, or null. */
    static String obstacle() {
        HotSpotDiagnosticMXBean flags = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (flags == null) {
            return "this JVM does not tell its flags, so that its compiler is unknown";
        }
        String level = value(flags, "TieredStopAtLevel");
        if (level != null && !level.equals("4")) {
            return "C2 is off (-XX:TieredStopAtLevel=" + level + "); run with 4, the default";
        }
        if ("true".equals(value(flags, "UseJVMCICompiler"))) {
            return "a JVMCI compiler replaces C2; run with -XX:-UseJVMCICompiler";
        }
        if ("false".equals(value(flags, "EnableVectorSupport"))) {
            return "the JVM's vector support is off; run with -XX:+EnableVectorSupport";
        }
        return null;
    }

    private static String value(HotSpotDiagnosticMXBean flags, String name) {
        try {
            return flags.getVMOption(name).getValue();
        } catch (IllegalArgumentException e) {
            return null; // this JVM has no such flag
        }
    }
}
