package lanegrad.compare.libtorch;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Programs in TorchScript, for what DJL has no call: PyTorch's fused attention, gradients of several inputs, its fused
 * optimizer. A program lies among the resources as its source, methods with {@code self} of type {@code
 * __torch__.Program}; it is packed into the archive that PyTorch loads each time it is wanted, so that nothing binary
 * has to be shipped.
 */
final class TorchScript {

    private static final String HEAD = """
            class Program(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """;

    /** A pickled {@code __torch__.Program} whose only attribute is that it is in training. */
    private static final String OBJECT = "\u0080\u0002c__torch__\nProgram\n)\u0081}(X\u0008\0\0\0training\u0088ub.";

    /** A pickled empty tuple. */
    private static final String NO_CONSTANTS = "\u0080\u0002).";

    /** The version of the format that PyTorch has written since 1.13. */
    private static final String VERSION = "10\n";

    private TorchScript() {
    }

    /** Loads a program. */
    static PtSymbolBlock load(String name, NDManager manager) {
        try (InputStream source = TorchScript.class.getResourceAsStream(name + ".torchscript")) {
            String methods = new String(source.readAllBytes(), StandardCharsets.UTF_8).indent(2);
            return JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive(HEAD + methods)), false,
                    false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] archive(String code) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            store(zip, "constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "version", VERSION.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** PyTorch reads entries that are stored as they are. */
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("program/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
