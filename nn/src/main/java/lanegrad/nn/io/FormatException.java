package lanegrad.nn.io;

import java.io.IOException;

/** A file from outside is not what it should be; nothing was changed. */
public final class FormatException extends IOException {

    private static final long serialVersionUID = 1;

    private final long position;

    /**
     * Something is wrong at a place in a file.
     *
     * @param source the file's name
     * @param position the byte at which it was noticed, from 0
     * @param what what is wrong, and what was expected
     */
    public FormatException(String source, long position, String what) {
        super(source + ", byte " + position + ": " + what);
        this.position = position;
    }

    /**
     * Where it was noticed.
     *
     * @return the byte, from 0
     */
    public long position() {
        return position;
    }
}
