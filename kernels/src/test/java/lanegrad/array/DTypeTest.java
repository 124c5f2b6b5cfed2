package lanegrad.array;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;

/** Types and their promotion. */
class DTypeTest {

    /** What NumPy's result_type says of bool, int32, int64, float32 and float64, row by column. */
    private static final String[] TABLE = {
        "BOOL I32 I64 F32 F64",
        "I32  I32 I64 F64 F64",
        "I64  I64 I64 F64 F64",
        "F32  F64 F64 F32 F64",
        "F64  F64 F64 F64 F64"};

    private static final DType[] COMPUTED = {DType.BOOL, DType.I32, DType.I64, DType.F32, DType.F64};

    @Example
    void promotionIsNumPys() {
        for (int i = 0; i < COMPUTED.length; i++) {
            String[] row = TABLE[i].split(" +");
            for (int j = 0; j < COMPUTED.length; j++) {
                assertEquals(DType.valueOf(row[j]), DType.promote(COMPUTED[i], COMPUTED[j]),
                        COMPUTED[i] + " with " + COMPUTED[j]);
            }
        }
    }

    @Property(generation = GenerationMode.EXHAUSTIVE)
    void storageTypesCountAsWhatTheyAreWidenedTo(@ForAll DType a, @ForAll DType b) {
        Map<DType, DType> widened = Map.of(DType.BF16, DType.F32, DType.F16, DType.F32, DType.I8, DType.I32);
        assertEquals(DType.promote(widened.getOrDefault(a, a), widened.getOrDefault(b, b)), DType.promote(a, b));
        assertEquals(DType.promote(a, b), DType.promote(b, a));
        assertEquals(widened.containsKey(a), a.isStorageOnly());
    }

    @Example
    void kinds() {
        int bytes = 0;
        for (DType dtype : DType.values()) {
            bytes += dtype.bytes();
            assertEquals(1, (dtype.isFloating() ? 1 : 0) + (dtype.isInteger() ? 1 : 0) + (dtype == DType.BOOL ? 1 : 0));
            assertEquals(dtype == DType.F32 || dtype == DType.F64, dtype.isDifferentiable());
        }
        assertEquals(4 + 8 + 4 + 8 + 1 + 2 + 2 + 1, bytes);
    }
}
