package lanegrad.examples.gpt;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import lanegrad.memory.MemoryLimitException;

/** What went wrong, in words for people. */
public final class Failures {

    private static final long MIB = 1 << 20;

    private Failures() {
    }

    /** One line for what a person can do something about; a stack trace for what only we can. */
    public static String message(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "out of memory: " + e.getMessage() + ", of at most " + Runtime.getRuntime().maxMemory() / MIB
                    + " MiB; give more with -Xmx, or ask for less";
        }
        if (e instanceof FileAlreadyExistsException file) {
            return file.getFile() + " is no directory";
        }
        if (e instanceof FileSystemException file) {
            return file.getFile() + ": " + reason(file);
        }
        if (e.getMessage() != null && (e instanceof IOException || e instanceof IllegalArgumentException
                || e instanceof MemoryLimitException || e instanceof DivergedException)) {
            return e.getMessage();
        }
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }

    /** Why a file could not be read or written, without its name. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            case FileSystemException file -> file.getClass().getSimpleName().replace("Exception", "");
            default -> String.valueOf(e.getMessage());
        };
    }
}
