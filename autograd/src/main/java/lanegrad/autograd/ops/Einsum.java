package lanegrad.autograd.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanegrad.array.DType;
import lanegrad.array.Shape;
import lanegrad.autograd.Tensor;

/**
 * Sums of products over named axes. Two operands at a time are contracted, each time those whose product is least
 * larger than they are, by one matrix product of their axes in groups: those of both that stay (a batch), those of
 * one alone (rows and columns), and those of both that go (the depth).
 */
public final class Einsum {

    /** A tensor, and what its axes are called. */
    private record Operand(Tensor tensor, int[] labels) {

        boolean has(int label) {
            return EinsumEquation.contains(labels, label);
        }

        long dim(int label) {
            return tensor.dim(EinsumEquation.indexOf(labels, label));
        }
    }

    private Einsum() {
    }

    /**
     * A sum of products, as NumPy's {@code einsum}: {@code "ij,jk->ik"} is a product of matrices, {@code "ii"} a trace,
     * {@code "...ij->...ji"} transposes. Letters name axes. A letter twice in one operand means its diagonal; letters
     * that the result lacks are summed over. Without an arrow the result has the ellipsis, and then the letters that
     * occur once, in alphabetical order, upper case first. An axis of size 1 broadcasts to an equally named one.
     *
     * @param equation the subscripts of each operand, separated by commas; then, if at all, an arrow and the result's
     * @param operands as many; integers and truth values become F64, as for {@link LinearAlgebra#matmul}
     * @return the result, in the operands' common type; a view where nothing is summed or multiplied
     * @throws IllegalArgumentException if the equation is malformed, with the position, or sizes do not fit, with the
     * letter and both sizes
     */
    public static Tensor einsum(String equation, Tensor... operands) {
        if (operands.length == 0) {
            throw new IllegalArgumentException("einsum '" + equation + "' of nothing: at least one tensor expected");
        }
        EinsumEquation parsed = EinsumEquation.parse(equation,
                Arrays.stream(operands).mapToInt(Tensor::rank).toArray());
        DType dtype = Broadcast.commonFloating(operands[0], operands[0]);
        for (Tensor operand : operands) {
            dtype = DType.promote(dtype, Broadcast.commonFloating(operand, operand));
        }
        List<Operand> left = new ArrayList<>();
        for (int i = 0; i < operands.length; i++) {
            left.add(diagonals(parsed, i, new Operand(Shapes.cast(operands[i], dtype), parsed.inputs[i])));
        }
        dropOnes(left, sizes(parsed, left), parsed.output);
        sumLone(left, parsed.output);
        while (left.size() > 1) {
            contractBest(left, parsed.output);
        }
        Operand last = left.getFirst();
        int[] order = new int[parsed.output.length];
        Arrays.setAll(order, i -> EinsumEquation.indexOf(last.labels, parsed.output[i]));
        return isInOrder(order) ? last.tensor : Shapes.permute(last.tensor, order);
    }

    private static boolean isInOrder(int[] order) {
        for (int i = 0; i < order.length; i++) {
            if (order[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** An operand without axes of the same name: of each pair its diagonal is left, at the end. */
    private static Operand diagonals(EinsumEquation equation, int number, Operand operand) {
        for (int i = 0; i < operand.labels.length; i++) {
            int label = operand.labels[i];
            int first = EinsumEquation.indexOf(operand.labels, label);
            if (first == i) {
                continue;
            }
            Tensor x = operand.tensor;
            if (x.dim(first) != x.dim(i)) {
                throw new IllegalArgumentException("einsum '" + equation + "': " + EinsumEquation.name(label) + " is "
                        + x.dim(first) + " and " + x.dim(i) + " in operand " + number);
            }
            int[] labels = new int[operand.labels.length - 1];
            int count = 0;
            for (int j = 0; j < operand.labels.length; j++) {
                if (j != i && j != first) {
                    labels[count++] = operand.labels[j];
                }
            }
            labels[count] = label;
            return diagonals(equation, number, new Operand(Views.diagonal(x, 0, first, i), labels));
        }
        return operand;
    }

    private static Map<Integer, Long> sizes(EinsumEquation equation, List<Operand> operands) {
        Map<Integer, Long> sizes = new HashMap<>();
        Map<Integer, Integer> where = new HashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            for (int label : operands.get(i).labels) {
                long dim = operands.get(i).dim(label);
                long known = sizes.getOrDefault(label, 1L);
                if (known != 1 && dim != 1 && known != dim) {
                    throw new IllegalArgumentException("einsum '" + equation + "': " + EinsumEquation.name(label)
                            + " is " + known + " in operand " + where.get(label) + " and " + dim + " in operand " + i);
                }
                if (known == 1) {
                    sizes.put(label, dim);
                    where.put(label, i);
                }
            }
        }
        return sizes;
    }

    /** Takes axes of size 1 away that broadcast, or that are summed over or had from another operand. */
    private static void dropOnes(List<Operand> operands, Map<Integer, Long> sizes, int[] output) {
        for (int i = 0; i < operands.size(); i++) {
            Operand operand = operands.get(i);
            for (int label : operand.labels) {
                boolean elsewhere = false;
                for (int j = 0; j < operands.size(); j++) {
                    elsewhere |= j != i && operands.get(j).has(label)
                            && (j < i || operands.get(j).dim(label) == sizes.get(label) && sizes.get(label) != 1);
                }
                if (operand.dim(label) == 1 && (elsewhere || !EinsumEquation.contains(output, label))) {
                    operand = new Operand(
                            Shapes.squeeze(operand.tensor, EinsumEquation.indexOf(operand.labels, label)),
                            without(operand.labels, label));
                    operands.set(i, operand);
                }
            }
        }
    }

    private static int[] without(int[] labels, int label) {
        return Arrays.stream(labels).filter(each -> each != label).toArray();
    }

    /** Sums over axes that one operand alone has and the result does not. */
    private static void sumLone(List<Operand> operands, int[] output) {
        for (int i = 0; i < operands.size(); i++) {
            Operand operand = operands.get(i);
            int[] lone = Arrays.stream(operand.labels).filter(label -> !EinsumEquation.contains(output, label)
                    && operands.stream().filter(other -> other.has(label)).count() == 1).toArray();
            if (lone.length > 0) {
                int[] axes = Arrays.stream(lone).map(label -> EinsumEquation.indexOf(operand.labels, label)).toArray();
                int[] labels = Arrays.stream(operand.labels).filter(label -> !EinsumEquation.contains(lone, label))
                        .toArray();
                operands.set(i, new Operand(Reductions.sum(operand.tensor, false, axes), labels));
            }
        }
    }

    /** Replaces two operands by their product: the earliest pair of those whose product adds the fewest elements. */
    private static void contractBest(List<Operand> operands, int[] output) {
        int first = 0;
        int second = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; operands.size() > 2 && i < operands.size(); i++) {
            for (int j = i + 1; j < operands.size(); j++) {
                double added = added(operands, i, j, output);
                if (added < least) {
                    least = added;
                    first = i;
                    second = j;
                }
            }
        }
        Operand a = operands.get(first);
        Operand b = operands.get(second);
        int[] kept = kept(operands, first, second, output);
        operands.remove(second);
        operands.set(first, contract(a, b, kept));
    }

    private static double added(List<Operand> operands, int i, int j, int[] output) {
        Operand a = operands.get(i);
        Operand b = operands.get(j);
        double product = 1;
        for (int label : kept(operands, i, j, output)) {
            product *= a.has(label) ? a.dim(label) : b.dim(label);
        }
        return product - a.tensor.size() - b.tensor.size();
    }

    /** The labels of two operands that the result or another operand has. */
    private static int[] kept(List<Operand> operands, int i, int j, int[] output) {
        Operand a = operands.get(i);
        Operand b = operands.get(j);
        int[] all = Arrays.copyOf(a.labels, a.labels.length + b.labels.length);
        System.arraycopy(b.labels, 0, all, a.labels.length, b.labels.length);
        return Arrays.stream(all).distinct().filter(label -> {
            boolean wanted = EinsumEquation.contains(output, label);
            for (int k = 0; k < operands.size() && !wanted; k++) {
                wanted = k != i && k != j && operands.get(k).has(label);
            }
            return wanted;
        }).toArray();
    }

    private static Operand contract(Operand a, Operand b, int[] kept) {
        int[] batch = Arrays.stream(a.labels).filter(label -> b.has(label) && EinsumEquation.contains(kept, label))
                .toArray();
        int[] depth = Arrays.stream(a.labels).filter(label -> b.has(label) && !EinsumEquation.contains(kept, label))
                .toArray();
        int[] rows = Arrays.stream(a.labels).filter(label -> !b.has(label)).toArray();
        int[] columns = Arrays.stream(b.labels).filter(label -> !a.has(label)).toArray();
        int[] labels = joined(batch, rows, columns);
        Tensor x = Shapes.permute(a.tensor, order(a, joined(batch, rows, depth)));
        Tensor y = Shapes.permute(b.tensor, order(b, joined(batch, depth, columns)));
        int shared = batch.length;
        if (depth.length == 0) {
            int[] ones = new int[columns.length];
            Arrays.setAll(ones, i -> shared + rows.length + i);
            int[] others = new int[rows.length];
            Arrays.setAll(others, i -> shared + i);
            return new Operand(Elementwise.mul(Views.unsqueeze(x, ones), Views.unsqueeze(y, others)), labels);
        }
        Tensor left = grouped(x, shared, rows.length);
        Tensor right = grouped(y, shared, depth.length);
        Tensor product = LinearAlgebra.matmul(left, right);
        long[] dims = new long[labels.length];
        Arrays.setAll(dims, i -> a.has(labels[i]) ? a.dim(labels[i]) : b.dim(labels[i]));
        return new Operand(Shapes.reshape(product, Shape.of(dims)), labels);
    }

    /** A tensor whose axes behind the batch are two: so many of them in the first, the others in the second. */
    private static Tensor grouped(Tensor x, int batch, int first) {
        long[] dims = Arrays.copyOf(x.shape().toArray(), batch + 2);
        dims[batch] = 1;
        dims[batch + 1] = 1;
        for (int i = batch; i < x.rank(); i++) {
            dims[i < batch + first ? batch : batch + 1] *= x.dim(i);
        }
        return Shapes.reshape(x, Shape.of(dims));
    }

    private static int[] joined(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }

    private static int[] order(Operand operand, int[] labels) {
        return Arrays.stream(labels).map(label -> EinsumEquation.indexOf(operand.labels, label)).toArray();
    }
}
