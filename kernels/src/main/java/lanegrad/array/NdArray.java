package lanegrad.array;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import lanegrad.memory.Lease;
import lanegrad.memory.Owner;
import lanegrad.memory.Scope;
import lanegrad.memory.Scoped;
import lanegrad.memory.Storage;

/**
 * An n-dimensional array: a storage, a layout in it, and the type of its elements.
 *
 * <p>An array is a handle. It belongs to the scope that was open on the thread that made it, and is valid while that
 * scope is: afterwards every use throws an {@link IllegalStateException} that names its shape, type and scope. Views
 * ({@link #reshape}, {@link #transpose}, {@link #slice} and the like) share the storage and copy nothing. There is no
 * arithmetic here.
 */
public final class NdArray implements Scoped {

    private final Storage storage;
    private final int generation;
    private Owner owner;
    private final DType dtype;
    private final Layout layout;

    private NdArray(Storage storage, int generation, Owner owner, DType dtype, Layout layout) {
        this.storage = storage;
        this.generation = generation;
        this.owner = owner;
        this.dtype = dtype;
        this.layout = layout;
    }

    /**
     * A row-major array whose elements are undefined until they are written.
     *
     * @param dtype the type of its elements
     * @param shape its shape
     * @return an array of the current scope
     * @throws lanegrad.memory.MemoryLimitException if the budget does not allow it
     */
    public static NdArray empty(DType dtype, Shape shape) {
        Storage storage = Storage.allocate(Math.multiplyExact(shape.size(), dtype.bytes()));
        return new NdArray(storage, storage.generation(), Scope.place(storage), dtype, shape.contiguousLayout());
    }

    /**
     * A row-major array of zeros.
     *
     * @param dtype the type of its elements
     * @param shape its shape
     * @return an array of the current scope
     */
    public static NdArray zeros(DType dtype, Shape shape) {
        NdArray array = empty(dtype, shape);
        Clearing.clear(array.bytes());
        return array;
    }

    /**
     * A row-major array with one value everywhere.
     *
     * @param dtype the type of its elements
     * @param shape its shape
     * @param value the value, converted to the type
     * @return an array of the current scope
     */
    public static NdArray full(DType dtype, Shape shape, double value) {
        NdArray array = empty(dtype, shape);
        Elements.fill(array, value);
        return array;
    }

    /**
     * Copies numbers into a new F32 array.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return an array of the current scope
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static NdArray of(float[] values, long... dims) {
        NdArray array = empty(DType.F32, shapeFor(values.length, dims));
        MemorySegment.copy(MemorySegment.ofArray(values), 0, array.segment(), 0, 4L * values.length);
        return array;
    }

    /**
     * Copies numbers into a new F64 array.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return an array of the current scope
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static NdArray of(double[] values, long... dims) {
        NdArray array = empty(DType.F64, shapeFor(values.length, dims));
        MemorySegment.copy(MemorySegment.ofArray(values), 0, array.segment(), 0, 8L * values.length);
        return array;
    }

    /**
     * Copies numbers into a new I32 array.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return an array of the current scope
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static NdArray of(int[] values, long... dims) {
        NdArray array = empty(DType.I32, shapeFor(values.length, dims));
        MemorySegment.copy(MemorySegment.ofArray(values), 0, array.segment(), 0, 4L * values.length);
        return array;
    }

    /**
     * Copies numbers into a new I64 array.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return an array of the current scope
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static NdArray of(long[] values, long... dims) {
        NdArray array = empty(DType.I64, shapeFor(values.length, dims));
        MemorySegment.copy(MemorySegment.ofArray(values), 0, array.segment(), 0, 8L * values.length);
        return array;
    }

    /**
     * Copies truth values into a new BOOL array.
     *
     * @param values in row-major order
     * @param dims the shape; none means one axis as long as the values
     * @return an array of the current scope
     * @throws IllegalArgumentException if the shape does not have as many elements as there are values
     */
    public static NdArray of(boolean[] values, long... dims) {
        NdArray array = empty(DType.BOOL, shapeFor(values.length, dims));
        MemorySegment segment = array.segment();
        for (int i = 0; i < values.length; i++) {
            segment.set(ValueLayout.JAVA_BYTE, i, (byte) (values[i] ? 1 : 0));
        }
        return array;
    }

    /**
     * Looks into somebody else's memory without a copy: a heap array's, native, or a mapped file's, at any alignment
     * and in native byte order. Kernels copy it before they compute. The memory must stay alive as long as the array is
     * used.
     *
     * @param segment at least as many bytes as the elements take
     * @param dtype the type of its elements
     * @param shape its shape, row-major from the segment's start
     * @return an array of the current scope
     * @throws IllegalArgumentException if the segment has fewer bytes than the shape takes
     */
    public static NdArray wrap(MemorySegment segment, DType dtype, Shape shape) {
        long needed = Math.multiplyExact(shape.size(), dtype.bytes());
        if (segment.byteSize() < needed) {
            throw new IllegalArgumentException("wrap as " + dtype + " " + shape + ": " + needed + " bytes needed, "
                    + segment.byteSize() + " given");
        }
        Storage storage = Storage.wrap(segment);
        return new NdArray(storage, storage.generation(), Scope.place(storage), dtype, shape.contiguousLayout());
    }

    private static Shape shapeFor(long count, long[] dims) {
        Shape shape = dims.length == 0 ? Shape.of(count) : Shape.of(dims);
        if (shape.size() != count) {
            throw new IllegalArgumentException(
                    count + " values for shape " + shape + ": " + shape.size() + " expected");
        }
        return shape;
    }

    /**
     * The type of the elements.
     *
     * @return the type
     */
    public DType dtype() {
        return dtype;
    }

    /**
     * The sizes of the axes.
     *
     * @return the shape
     */
    public Shape shape() {
        return layout.shape();
    }

    /**
     * Shape, strides and offset.
     *
     * @return the layout
     */
    public Layout layout() {
        return layout;
    }

    /**
     * The number of axes.
     *
     * @return the rank
     */
    public int rank() {
        return layout.shape().rank();
    }

    /**
     * The size of one axis.
     *
     * @param axis its number; negative counts from the end
     * @return the size
     */
    public long dim(int axis) {
        return layout.shape().dim(axis);
    }

    /**
     * The number of elements.
     *
     * @return the product of the sizes
     */
    public long size() {
        return layout.shape().size();
    }

    /**
     * The stride of one axis, in elements.
     *
     * @param axis its number; negative counts from the end
     * @return the stride
     */
    public long stride(int axis) {
        return layout.stride(axis);
    }

    /**
     * Where the first element lies in {@link #segment}, in elements.
     *
     * @return the offset
     */
    public long offset() {
        return layout.offset();
    }

    /**
     * Where the first element lies in {@link #segment}, in bytes.
     *
     * @return the offset times the size of an element
     */
    public long byteOffset() {
        return layout.offset() * dtype.bytes();
    }

    /**
     * Whether the elements lie in row-major order without gaps.
     *
     * @return true if one run holds them all
     */
    public boolean isContiguous() {
        return layout.isContiguous();
    }

    /**
     * Whether this looks into wrapped memory, which only copies may read.
     *
     * @return true for arrays from {@link #wrap} and their views
     */
    public boolean isForeign() {
        return storage.isForeign();
    }

    /**
     * These elements where kernels may read them: this array, or, of wrapped memory, a row-major copy in the current
     * scope.
     *
     * @return an array that is not foreign
     */
    public NdArray local() {
        return isForeign() ? Elements.copy(this) : this;
    }

    /**
     * These elements in one run that kernels may read: this array, or a row-major copy in the current scope.
     *
     * @return a contiguous array that is not foreign
     */
    public NdArray localRun() {
        return isForeign() || !isContiguous() ? Elements.copy(this) : this;
    }

    /**
     * The whole segment that the elements lie in, for kernels: see {@link #byteOffset} and {@link #stride}.
     *
     * @return the storage's segment
     * @throws IllegalStateException if this array may not be used now
     */
    public MemorySegment segment() {
        requireUsable();
        return storage.segment();
    }

    /**
     * As {@link #segment}, for a kernel that will write.
     *
     * @return the storage's segment
     * @throws IllegalStateException if this array may not be used now, or the tape holds its elements
     */
    public MemorySegment writableSegment() {
        requireUsable();
        if (storage.isSaved()) {
            throw new IllegalStateException(this.describe()
                    + " cannot be changed in place: the tape has saved it for a backward pass that has not run");
        }
        return storage.segment();
    }

    /**
     * Checks that the array may be used now.
     *
     * @throws IllegalStateException if its scope is closed, belongs to another thread, or its memory was freed
     */
    public void requireUsable() {
        if (!owner.isUsable() || storage.generation() != generation) {
            throw new IllegalStateException(describe() + " cannot be used: " + whyNot());
        }
    }

    /**
     * Whether the array may be used now by the calling thread.
     *
     * @return what {@link #requireUsable} checks
     */
    public boolean isUsable() {
        return owner.isUsable() && storage.generation() == generation;
    }

    private String whyNot() {
        return owner.isUsable() ? "its storage was recycled" : owner.whyNot();
    }

    private String describe() {
        return "array " + dtype + " " + layout.shape();
    }

    /** The bytes of a contiguous array. */
    MemorySegment bytes() {
        return segment().asSlice(byteOffset(), size() * dtype.bytes());
    }

    private NdArray view(Layout changed) {
        requireUsable();
        NdArray view = new NdArray(storage, generation, Scope.placeView(owner, storage), dtype, changed);
        Reference.reachabilityFence(this); // until the view holds the storage, this handle must
        return view;
    }

    /**
     * The same elements, in row-major order, under another shape: a view.
     *
     * @param shape with as many elements
     * @return the view, or null if the strides do not allow one and it takes a copy
     * @throws IllegalArgumentException if the shape has another number of elements
     */
    public NdArray reshapeOrNull(Shape shape) {
        Layout changed = layout.reshape(shape);
        return changed == null ? null : view(changed);
    }

    /**
     * The same elements, in row-major order, under another shape: a view.
     *
     * @param dims the shape, with as many elements
     * @return the view
     * @throws IllegalArgumentException if the number of elements differs or the strides do not allow a view
     */
    public NdArray reshape(long... dims) {
        Shape shape = Shape.of(dims);
        NdArray reshaped = reshapeOrNull(shape);
        if (reshaped == null) {
            throw new IllegalArgumentException("reshape of " + layout + " to " + shape + ": takes a copy");
        }
        return reshaped;
    }

    /**
     * Two axes exchanged: a view.
     *
     * @param a one axis
     * @param b the other
     * @return the view
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public NdArray transpose(int a, int b) {
        return view(layout.transpose(a, b));
    }

    /**
     * All axes in another order: a view.
     *
     * @param axes for each axis of the result, the axis of this array it is
     * @return the view
     * @throws IllegalArgumentException if an axis is missing or named twice
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public NdArray permute(int... axes) {
        return view(layout.permute(axes));
    }

    /**
     * Axes of size 1, and missing leading axes, repeated: a view with strides 0.
     *
     * @param shape the wanted shape
     * @return the view
     * @throws IllegalArgumentException if the shape cannot be reached by repeating
     */
    public NdArray expand(Shape shape) {
        return shape.equals(layout.shape()) ? view(layout) : view(layout.expand(shape));
    }

    /**
     * A part of one axis: a view.
     *
     * @param axis the axis
     * @param from the first index
     * @param to the index to stop before
     * @param step how far apart; negative walks backwards, from {@code from} down to just above {@code to}
     * @return the view
     */
    public NdArray slice(int axis, long from, long to, long step) {
        return view(layout.slice(axis, from, to, step));
    }

    /**
     * One index of one axis, which goes away: a view.
     *
     * @param axis the axis
     * @param index from 0 to its size less one
     * @return the view
     */
    public NdArray select(int axis, long index) {
        return view(layout.select(axis, index));
    }

    /**
     * A diagonal of two axes, which go away, as the last axis: a view.
     *
     * @param diagonal which: 0 is the main one, 1 starts at the second column, -1 at the second row
     * @param rowAxis the axis of rows
     * @param columnAxis the axis of columns
     * @return the view
     */
    public NdArray diagonal(long diagonal, int rowAxis, int columnAxis) {
        return view(layout.diagonal(diagonal, rowAxis, columnAxis));
    }

    /**
     * Windows along an axis, which may overlap: a view. The axis then counts the windows, and the last axis of the
     * result what is in one.
     *
     * @param axis the axis
     * @param size the size of a window, at most the axis's
     * @param step how far apart windows start, at least 1
     * @return the view
     */
    public NdArray unfold(int axis, long size, long step) {
        return view(layout.unfold(axis, size, step));
    }

    /**
     * An axis of size 1 taken away: a view.
     *
     * @param axis the axis
     * @return the view
     * @throws IllegalArgumentException if the axis has another size
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public NdArray squeeze(int axis) {
        return view(layout.squeeze(axis));
    }

    /**
     * An axis of size 1 put in: a view.
     *
     * @param axis where it stands in the result
     * @return the view
     * @throws IndexOutOfBoundsException if there is no such place
     */
    public NdArray unsqueeze(int axis) {
        return view(layout.unsqueeze(axis));
    }

    /**
     * Another handle of the same elements, which belongs to the current scope.
     *
     * @return the view
     */
    public NdArray alias() {
        return view(layout);
    }

    /**
     * A handle that belongs to nobody: it stays valid until {@link #release} is called on it, whatever closes.
     *
     * @return the handle
     * @throws IllegalStateException if this array may not be used now
     */
    public NdArray retain() {
        requireUsable();
        storage.retain();
        Reference.reachabilityFence(this);
        return new NdArray(storage, generation, Lease.RETAINED, dtype, layout);
    }

    /**
     * As {@link #retain}, for a result that nobody will ask its scope for again: if it belongs to that scope, it is
     * this handle itself that belongs to nobody from now on. One that does already is retained once more.
     *
     * @param inner the scope that made it
     * @return a handle, to be {@link #release}d
     */
    public NdArray retainFrom(Scope inner) {
        if (owner != inner && owner != Lease.RETAINED) {
            return retain();
        }
        requireUsable();
        storage.retain();
        owner = Lease.RETAINED;
        return this;
    }

    /**
     * Answers the {@link #retain} that made this handle.
     *
     * @throws IllegalStateException if {@link #retain} did not make this handle
     */
    public void release() {
        requireRetained();
        storage.release();
    }

    /**
     * Passes the retain of a handle that {@link #retain} made to the current scope, or to a lease if there is none.
     *
     * @return a handle that its new owner answers for; this one is not to be released any more
     * @throws IllegalStateException if {@link #retain} did not make this handle
     */
    public NdArray place() {
        requireRetained();
        return new NdArray(storage, generation, Scope.place(storage), dtype, layout);
    }

    /**
     * Retains the elements for the tape: they live, and nobody may change them, until {@link #unsave}.
     *
     * @throws IllegalStateException if this array may not be used now
     */
    public void save() {
        requireUsable();
        storage.save();
        Reference.reachabilityFence(this);
    }

    /**
     * Answers one {@link #save}, whether or not this handle's owner is still open.
     *
     * @throws IllegalStateException if nothing has saved the elements
     */
    public void unsave() {
        requireSaved();
        storage.unsave();
    }

    /**
     * A usable handle of saved elements, whatever became of this handle's owner.
     *
     * @return a handle that is valid until {@link #unsave}
     * @throws IllegalStateException if nothing has saved the elements
     */
    public NdArray saved() {
        requireSaved();
        return new NdArray(storage, generation, Lease.RETAINED, dtype, layout);
    }

    private void requireSaved() {
        if (storage.generation() != generation || !storage.isSaved()) {
            throw new IllegalStateException(describe() + " is not saved");
        }
    }

    /**
     * A handle for the tape to remember: it tells shape and type, and may be used while it is {@link #saved} only. It
     * holds nothing, so that what belongs to no scope is not kept by a graph that has no use for it.
     *
     * @return this handle itself if its owner is a scope, which no handle keeps
     */
    public NdArray outline() {
        return owner instanceof Lease ? new NdArray(storage, generation, Lease.NOTHING, dtype, layout) : this;
    }

    private void requireRetained() {
        if (owner != Lease.RETAINED || storage.generation() != generation) {
            throw new IllegalStateException(describe() + " was not retained, or is released already");
        }
    }

    /**
     * A handle that a lease answers for; the lease takes a retain over and drops what it held before.
     *
     * @param lease who holds it from now on
     * @return the handle, valid until the lease is closed or holds something else
     * @throws IllegalStateException if this array may not be used now
     */
    public NdArray moveTo(Lease lease) {
        requireUsable();
        storage.retain();
        try {
            lease.replace(storage);
        } catch (IllegalStateException e) {
            storage.release();
            throw e;
        }
        Reference.reachabilityFence(this);
        return new NdArray(storage, generation, lease, dtype, layout);
    }

    /**
     * Whether nothing but this handle's owner retains the storage, so that its bytes may be reused for a result.
     *
     * @return true if there is one retain
     */
    public boolean isSoleHolder() {
        return storage.retains() == 1;
    }

    /**
     * Whether two arrays look into the same storage.
     *
     * @param other the other
     * @return true if a change of one could show in the other
     */
    public boolean sharesStorageWith(NdArray other) {
        return storage == other.storage;
    }

    /**
     * Gives the memory of an array that belongs to no scope back now, without waiting for the garbage collector.
     *
     * @throws IllegalStateException if it belongs to a scope, or is retained
     */
    public void free() {
        if (owner instanceof Lease lease && lease != Lease.RETAINED) {
            lease.close();
            return;
        }
        throw new IllegalStateException(
                describe() + " cannot be freed by hand: it belongs to a scope or is retained");
    }

    @Override
    public void keepFrom(Scope inner) {
        requireUsable();
        owner = inner.pass(owner, storage);
    }

    /**
     * One element as a floating-point number.
     *
     * @param index one number an axis
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if this array may not be used now
     */
    public double getDouble(long... index) {
        double element = Elements.getDouble(segment(), dtype, Elements.position(this, index));
        Reference.reachabilityFence(this);
        return element;
    }

    /**
     * One element as an integer; floating-point elements are truncated as a Java cast does.
     *
     * @param index one number an axis
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if this array may not be used now
     */
    public long getLong(long... index) {
        long element = Elements.getLong(segment(), dtype, Elements.position(this, index));
        Reference.reachabilityFence(this);
        return element;
    }

    /**
     * The only element.
     *
     * @return its value
     * @throws IllegalStateException if there is not exactly one
     */
    public double item() {
        if (size() != 1) {
            throw new IllegalStateException(
                    "item of shape " + shape() + ": one element expected, " + size() + " found");
        }
        double element = Elements.getDouble(segment(), dtype, layout.offset());
        Reference.reachabilityFence(this);
        return element;
    }

    /**
     * Changes one element.
     *
     * @param value the new value, converted to the type
     * @param index one number an axis
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if this array may not be used now, or the tape holds its elements
     */
    public void set(double value, long... index) {
        Elements.setDouble(writableSegment(), dtype, Elements.position(this, index), value);
        Reference.reachabilityFence(this);
    }

    /**
     * The elements in row-major order.
     *
     * @return a new Java array
     */
    public float[] toFloatArray() {
        return Elements.toFloats(this);
    }

    /**
     * The elements in row-major order.
     *
     * @return a new Java array
     */
    public double[] toDoubleArray() {
        return Elements.toDoubles(this);
    }

    /**
     * The elements in row-major order, truncated as a Java cast does.
     *
     * @return a new Java array
     */
    public long[] toLongArray() {
        return Elements.toLongs(this);
    }

    /**
     * The elements in row-major order, truncated as a Java cast does.
     *
     * @return a new Java array
     */
    public int[] toIntArray() {
        return Elements.toInts(this);
    }

    /**
     * Whether each element is not zero, in row-major order.
     *
     * @return a new Java array
     */
    public boolean[] toBooleanArray() {
        return Elements.toBooleans(this);
    }

    /**
     * The values as NumPy prints them; where they may not be read, the shape and why.
     *
     * @return text for people
     */
    @Override
    public String toString() {
        return isUsable() ? NdFormat.format(this) : describe() + " (" + whyNot() + ")";
    }
}
