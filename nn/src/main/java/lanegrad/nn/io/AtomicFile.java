package lanegrad.nn.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a file so that its name stands for the old content or the new, whole, whatever happens. */
final class AtomicFile {

    private static final AtomicLong COUNT = new AtomicLong();
    private static final long SELF = ProcessHandle.current().pid();

    private AtomicFile() {
    }

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    static void write(Path path, Content content) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(path + " is a directory");
        }
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath(); // a link stays a link
        Path directory = target.getParent();
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "no such directory");
        }
        String prefix = "." + target.getFileName() + ".";
        removeLeftovers(directory, prefix);
        Path temporary = directory.resolve(prefix + SELF + "-" + COUNT.incrementAndGet() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (Throwable e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        syncDirectory(directory);
    }

    /** Temporary files of processes that are gone, killed while they wrote. */
    private static void removeLeftovers(Path directory, String prefix) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory,
                file -> file.getFileName().toString().startsWith(prefix))) {
            for (Path file : files) {
                String rest = file.getFileName().toString().substring(prefix.length());
                if (rest.matches("\\d{1,18}-\\d+\\.tmp")
                        && ProcessHandle.of(Long.parseLong(rest.substring(0, rest.indexOf('-')))).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** The new name is on the disk only when the directory is; systems that cannot open a directory do without. */
    private static void syncDirectory(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }
}
