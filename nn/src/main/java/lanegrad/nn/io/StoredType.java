package lanegrad.nn.io;

import lanegrad.array.DType;

/** The types that safetensors files name, and ours where there is one. */
enum StoredType {
    F64(8, DType.F64), F32(4, DType.F32), I64(8, DType.I64), I32(4, DType.I32), BF16(2, DType.BF16), F16(2, DType.F16),
    I8(1, DType.I8), BOOL(1, DType.BOOL), U8(1, null), I16(2, null), U16(2, null), U32(4, null), U64(8, null),
    F8_E4M3(1, null), F8_E5M2(1, null);

    final int bytes;
    final DType dtype;

    StoredType(int bytes, DType dtype) {
        this.bytes = bytes;
        this.dtype = dtype;
    }

    /** The type of a name, or null. */
    static StoredType named(String name) {
        for (StoredType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }

    static StoredType of(DType dtype) {
        return valueOf(dtype.name());
    }
}
