package lanegrad.examples.gpt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Weights as a picture, a pixel each, the more opaque the greater: a PNG inside a page, which stretches it. */
final class HeatMap {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte BITS = 8;
    private static final byte RGBA = 6;
    private static final int CHANNELS = 4;

    private HeatMap() {
    }

    /**
     * A square of weights.
     *
     * @param weights from 0 to 1, row by row; shown by their square roots, so that small ones can be seen
     * @param size rows and columns
     * @param colour 0xRRGGBB
     * @return a {@code data:} URL
     */
    static String url(float[] weights, int size, int colour) {
        byte[] pixels = new byte[size * (1 + CHANNELS * size)];
        int at = 0;
        for (int row = 0; row < size; row++) {
            pixels[at++] = 0; // this row is stored as it is
            for (int column = 0; column < size; column++) {
                pixels[at++] = (byte) (colour >> 16);
                pixels[at++] = (byte) (colour >> 8);
                pixels[at++] = (byte) colour;
                pixels[at++] = (byte) Math.round(255 * Math.sqrt(Math.clamp(weights[row * size + column], 0f, 1f)));
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        chunk(png, "IHDR", ByteBuffer.allocate(13).putInt(size).putInt(size).put(BITS).put(RGBA).array());
        chunk(png, "IDAT", deflate(pixels));
        chunk(png, "IEND", new byte[0]);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        byte[] name = {(byte) type.charAt(0), (byte) type.charAt(1), (byte) type.charAt(2), (byte) type.charAt(3)};
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        png.writeBytes(name);
        png.writeBytes(data);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
