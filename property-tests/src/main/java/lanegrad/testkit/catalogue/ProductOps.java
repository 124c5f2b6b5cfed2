package lanegrad.testkit.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import lanegrad.array.DType;
import lanegrad.autograd.ops.Einsum;
import lanegrad.autograd.ops.Products;
import lanegrad.testkit.Arg;
import lanegrad.testkit.OpInfo;
import lanegrad.testkit.Plain;
import lanegrad.testkit.Sample;
import lanegrad.testkit.Values;

/** Records of products of tensors. */
final class ProductOps {

    private ProductOps() {
    }

    static List<OpInfo> all() {
        return List.of(einsum(), dot(), outer(), bmm(), inner(), vecDot(), tensorDot(), kron(), trace());
    }

    /** By the definition: for all values of all letters, the product of the operands' elements is added to one. */
    private static Plain einsum(String equation, Plain... operands) {
        String[] sides = equation.split("->", -1);
        String[] inputs = sides[0].split(",", -1);
        Map<Character, Long> sizes = new TreeMap<>();
        for (int i = 0; i < inputs.length; i++) {
            for (int j = 0; j < inputs[i].length(); j++) {
                long dim = operands[i].dim(j);
                sizes.merge(inputs[i].charAt(j), dim, (a, b) -> a == 1 ? b : a);
            }
        }
        List<Character> letters = new ArrayList<>(sizes.keySet());
        long[] all = letters.stream().mapToLong(sizes::get).toArray();
        long[] dims = sides[1].chars().mapToLong(c -> sizes.get((char) c)).toArray();
        double[] sums = new double[Plain.size(dims)];
        double[] scales = new double[sums.length];
        Plain.forEach(all, index -> {
            double product = 1;
            for (int i = 0; i < inputs.length; i++) {
                long[] at = new long[inputs[i].length()];
                for (int j = 0; j < at.length; j++) {
                    at[j] = operands[i].dim(j) == 1 ? 0 : index[letters.indexOf(inputs[i].charAt(j))];
                }
                product *= operands[i].at(at);
            }
            int to = 0;
            for (int j = 0; j < dims.length; j++) {
                to = to * (int) dims[j] + (int) index[letters.indexOf(sides[1].charAt(j))];
            }
            sums[to] += product;
            scales[to] += Math.abs(product);
        });
        return Plain.of(sums, dims).withScale(Plain.of(scales, dims));
    }

    private static OpInfo.Builder einsum(OpInfo.Builder builder, String equation, String explicit, long[]... dims) {
        List<Arg> args = Arrays.stream(dims).map(Arg::of).toList();
        return builder.sample(equation, args, in -> Einsum.einsum(equation, in), in -> einsum(explicit, in));
    }

    private static OpInfo einsum() {
        OpInfo.Builder builder = OpInfo.composite("einsum").thresholds(kernels -> kernels.gemm().thresholds());
        einsum(builder, "ij,jk->ik", "ij,jk->ik", new long[] {3, 4}, new long[] {4, 5});
        einsum(builder, " i j , j k ", "ij,jk->ik", new long[] {3, 4}, new long[] {4, 5});
        einsum(builder, "ba", "ba->ab", new long[] {3, 4});
        einsum(builder, "bA->bA", "bA->bA", new long[] {3, 4});
        einsum(builder, "bA", "bA->Ab", new long[] {3, 4});
        einsum(builder, "ii", "ii->", new long[] {4, 4});
        einsum(builder, "ii->i", "ii->i", new long[] {4, 4});
        einsum(builder, "iij->ji", "iij->ji", new long[] {3, 3, 2});
        einsum(builder, "iii->i", "iii->i", new long[] {3, 3, 3});
        einsum(builder, "iji,ij->j", "iji,ij->j", new long[] {3, 2, 3}, new long[] {3, 2});
        einsum(builder, "i,j", "i,j->ij", new long[] {3}, new long[] {4});
        einsum(builder, "i,i", "i,i->", new long[] {5}, new long[] {5});
        einsum(builder, "ij->", "ij->", new long[] {3, 4});
        einsum(builder, "ij,kl->", "ij,kl->", new long[] {3, 4}, new long[] {2, 2});
        einsum(builder, "bij,bjk->bik", "bij,bjk->bik", new long[] {2, 3, 4}, new long[] {2, 4, 5});
        einsum(builder, "bhqd,bhkd->bhqk", "bhqd,bhkd->bhqk", new long[] {2, 2, 3, 4}, new long[] {2, 2, 5, 4});
        einsum(builder, "ijk,jil->kl", "ijk,jil->kl", new long[] {3, 4, 2}, new long[] {4, 3, 5});
        einsum(builder, "ij,jk,kl->il", "ij,jk,kl->il", new long[] {3, 4}, new long[] {4, 2}, new long[] {2, 5});
        einsum(builder, "ij,ik,il->jkl", "ij,ik,il->jkl", new long[] {3, 2}, new long[] {3, 2}, new long[] {3, 4});
        einsum(builder, "i,ij,j,jk", "i,ij,j,jk->k", new long[] {3}, new long[] {3, 4}, new long[] {4},
                new long[] {4, 2});
        einsum(builder, "...ij,...jk->...ik", "abij,abjk->abik", new long[] {2, 1, 3, 4}, new long[] {2, 5, 4, 2});
        einsum(builder, "...ij,jk", "aij,jk->aik", new long[] {2, 3, 4}, new long[] {4, 2});
        einsum(builder, "i...,...i->...", "iab,bi->ab", new long[] {3, 2, 4}, new long[] {4, 3});
        einsum(builder, "...->...", "ab->ab", new long[] {2, 3});
        einsum(builder, "...,...", ",a->a", new long[] {}, new long[] {3});
        einsum(builder, "i...j->j...", "iabj->jab", new long[] {2, 3, 1, 4});
        einsum(builder, "ij,ij->ij", "ij,ij->ij", new long[] {3, 1}, new long[] {1, 4});
        einsum(builder, "ij,jk->ik", "ij,jk->ik", new long[] {3, 1}, new long[] {4, 5});
        einsum(builder, "ij,ij,j->i", "ij,ij,j->i", new long[] {1, 4}, new long[] {3, 1}, new long[] {4});
        einsum(builder, "ij,i->j", "ij,i->j", new long[] {1, 3}, new long[] {1});
        einsum(builder, ",", ",->", new long[] {}, new long[] {});
        einsum(builder, "ij,jk->ik", "ij,jk->ik", new long[] {3, 0}, new long[] {0, 5});
        einsum(builder, "ij,j->i", "ij,j->i", new long[] {0, 3}, new long[] {3});
        builder.sample("one tensor twice", List.of(Arg.of(3, 4)), in -> Einsum.einsum("ij,kj->ik", in[0], in[0]),
                in -> einsum("ij,kj->ik", in[0], in[0]));
        builder.sample(Sample.of("of two types", List.of(Arg.of(2, 3).as(DType.F32), Arg.of(3).as(DType.F64)),
                in -> Einsum.einsum("ij,j", in), in -> einsum("ij,j->i", in)).giving(DType.F64));
        builder.sample(Sample.of("integers", List.of(Arg.indices(9, 2, 3), Arg.of(Values.integers(-9, 9), 3)
                .as(DType.I32)), in -> Einsum.einsum("ij,j", in), in -> einsum("ij,j->i", in)).giving(DType.F64));
        for (String[] wrong : new String[][] {{"ij,j1", "'1' is neither a letter nor an ellipsis, at position 4"},
            {"ij,j->ik", "'k' is in the result, but in no operand, at position 7"},
            {"ij,j->ii", "'i' is in the result already, at position 7"},
            {"i..,j", "an ellipsis is three dots, at position 1"},
            {"......,j", "a second ellipsis, at position 3"},
            {"...j,j->j", "the result lacks the ellipsis that operands have, at position 8"},
            {"ij", "subscripts of 1 operands, but 2 given"},
            {"ijk,j", "3 subscripts at position 0, but operand 0 has 2 axes"},
            {"i,j", "1 subscripts at position 0, but operand 0 has 2 axes"},
            {"ij,i", "'i' is 3 in operand 0 and 4 in operand 1"}, {"ii,i", "'i' is 3 and 4 in operand 0"},
            {"ij->i->j,j", "subscripts of 1 operands"}, {"i-j,j", "'-' is neither"}}) {
            builder.error(wrong[0], IllegalArgumentException.class,
                    "einsum '" + Pattern.quote(wrong[0]) + "': "
                            + Pattern.quote(wrong[1]),
                    List.of(Arg.of(3, 4), Arg.of(4)), in -> Einsum.einsum(wrong[0], in));
        }
        builder.error("an ellipsis that does not broadcast", IllegalArgumentException.class,
                "axis -1 of the ellipsis is 3 in operand 0 and 4 in operand 1", List.of(Arg.of(2, 3), Arg.of(4)),
                in -> Einsum.einsum("...,...", in));
        return builder.error("nothing", IllegalArgumentException.class, "einsum 'i' of nothing", List.of(),
                in -> Einsum.einsum("i", in)).build();
    }

    private static OpInfo dot() {
        return OpInfo.composite("dot")
                .sample("vectors", List.of(Arg.of(7), Arg.of(7)), in -> Products.dot(in[0], in[1]),
                        in -> einsum("i,i->", in))
                .sample("nothing", List.of(Arg.of(0), Arg.of(0)), in -> Products.dot(in[0], in[1]),
                        in -> einsum("i,i->", in))
                .error("a matrix", IllegalArgumentException.class, "dot of \\[2, 3\\] and \\[3\\]: two vectors",
                        List.of(Arg.of(2, 3), Arg.of(3)), in -> Products.dot(in[0], in[1]))
                .without("rank 0", "it takes vectors").build();
    }

    private static OpInfo outer() {
        return OpInfo.composite("outer")
                .sample("vectors", List.of(Arg.of(3), Arg.of(4)), in -> Products.outer(in[0], in[1]),
                        in -> einsum("i,j->ij", in))
                .sample("matrices", List.of(Arg.of(2, 3), Arg.of()), in -> Products.outer(in[0], in[1]),
                        in -> einsum("i,j->ij", in[0].reshape(6), in[1].reshape(1)))
                .sample("nothing", List.of(Arg.of(0), Arg.of(2)), in -> Products.outer(in[0], in[1]),
                        in -> einsum("i,j->ij", in))
                .error("a tensor of a closed scope", IllegalStateException.class, "cannot be used", List.of(Arg.of(3)),
                        in -> Products.outer(in[0], Recipes.closed(in[0])))
                .build();
    }

    private static OpInfo bmm() {
        return OpInfo.composite("bmm")
                .sample("matrices", List.of(Arg.of(2, 3, 4), Arg.of(2, 4, 5)), in -> Products.bmm(in[0], in[1]),
                        in -> einsum("bij,bjk->bik", in))
                .sample("nothing", List.of(Arg.of(0, 3, 4), Arg.of(0, 4, 5)), in -> Products.bmm(in[0], in[1]),
                        in -> einsum("bij,bjk->bik", in))
                .error("no batch", IllegalArgumentException.class,
                        "bmm of \\[2, 3, 4\\] and \\[4, 5\\]: \\[batch, m, k\\] and \\[batch, k, n\\] expected",
                        List.of(Arg.of(2, 3, 4), Arg.of(4, 5)), in -> Products.bmm(in[0], in[1]))
                .error("batches", IllegalArgumentException.class, "bmm of \\[2, 3, 4\\] and \\[1, 4, 5\\]",
                        List.of(Arg.of(2, 3, 4), Arg.of(1, 4, 5)), in -> Products.bmm(in[0], in[1]))
                .without("rank 0", "it takes batches of matrices").build();
    }

    private static OpInfo inner() {
        return OpInfo.composite("inner")
                .sample("matrices", List.of(Arg.of(2, 3), Arg.of(4, 3)), in -> Products.inner(in[0], in[1]),
                        in -> einsum("ik,jk->ij", in))
                .sample("a vector", List.of(Arg.of(2, 3, 4), Arg.of(4)), in -> Products.inner(in[0], in[1]),
                        in -> einsum("ijk,k->ij", in))
                .sample("a number", List.of(Arg.of(2, 3), Arg.of()), in -> Products.inner(in[0], in[1]),
                        in -> einsum("ij,->ij", in))
                .sample("nothing", List.of(Arg.of(2, 0), Arg.of(0)), in -> Products.inner(in[0], in[1]),
                        in -> einsum("ik,k->i", in))
                .error("sizes", IllegalArgumentException.class, "sizes 3 and 4 differ",
                        List.of(Arg.of(2, 3), Arg.of(4)), in -> Products.inner(in[0], in[1]))
                .build();
    }

    private static OpInfo vecDot() {
        return OpInfo.composite("vecDot")
                .sample("rows", List.of(Arg.of(2, 1, 4), Arg.of(3, 4)), in -> Products.vecDot(in[0], in[1], -1),
                        in -> einsum("aij,ij->ai", in))
                .sample("columns", List.of(Arg.of(4, 3), Arg.of(4, 1)), in -> Products.vecDot(in[0], in[1], 0),
                        in -> einsum("ij,ij->j", in))
                .sample("nothing", List.of(Arg.of(2, 0), Arg.of(2, 0)), in -> Products.vecDot(in[0], in[1], 1),
                        in -> einsum("ij,ij->i", in))
                .error("sizes", IllegalArgumentException.class,
                        "vecDot of \\[2, 3\\] and \\[2, 1\\] along axis -1: both must have it, of one size",
                        List.of(Arg.of(2, 3), Arg.of(2, 1)), in -> Products.vecDot(in[0], in[1], -1))
                .error("an axis that one lacks", IllegalArgumentException.class, "both must have it",
                        List.of(Arg.of(2, 3), Arg.of(3)), in -> Products.vecDot(in[0], in[1], 0))
                .without("rank 0", "there is no axis to sum over").build();
    }

    private static OpInfo tensorDot() {
        return OpInfo.composite("tensorDot")
                .sample("two axes", List.of(Arg.of(2, 3, 4), Arg.of(3, 4, 5)),
                        in -> Products.tensorDot(in[0], in[1], 2), in -> einsum("aij,ijb->ab", in))
                .sample("no axes", List.of(Arg.of(2), Arg.of(3)), in -> Products.tensorDot(in[0], in[1], 0),
                        in -> einsum("i,j->ij", in))
                .sample("numbers", List.of(Arg.of(), Arg.of()), in -> Products.tensorDot(in[0], in[1], 0),
                        in -> einsum(",->", in))
                .sample("pairs", List.of(Arg.of(2, 3, 4), Arg.of(4, 5, 2)),
                        in -> Products.tensorDot(in[0], in[1], new int[] {0, -1}, new int[] {2, 0}),
                        in -> einsum("abc,cda->bd", in))
                .sample("nothing", List.of(Arg.of(2, 0), Arg.of(0, 3)), in -> Products.tensorDot(in[0], in[1], 1),
                        in -> einsum("ij,jk->ik", in))
                .error("sizes", IllegalArgumentException.class,
                        "tensorDot of \\[2, 3\\] and \\[4, 5\\] over axes 1 and 0: sizes 3 and 4 differ",
                        List.of(Arg.of(2, 3), Arg.of(4, 5)), in -> Products.tensorDot(in[0], in[1], 1))
                .error("too many", IllegalArgumentException.class, "over 3 axes: from 0 to 1 expected",
                        List.of(Arg.of(2, 3), Arg.of(4)), in -> Products.tensorDot(in[0], in[1], 3))
                .error("an axis twice", IllegalArgumentException.class, "over axis 0 of \\[2, 3\\]: named twice",
                        List.of(Arg.of(2, 3), Arg.of(2, 2)),
                        in -> Products.tensorDot(in[0], in[1], new int[] {0, 0}, new int[] {0, 1}))
                .build();
    }

    private static OpInfo kron() {
        return OpInfo.composite("kron")
                .sample("matrices", List.of(Arg.of(2, 3), Arg.of(2, 2)), in -> Products.kron(in[0], in[1]),
                        in -> einsum("ij,kl->ikjl", in).reshape(4, 6))
                .sample("a vector", List.of(Arg.of(3), Arg.of(2, 2)), in -> Products.kron(in[0], in[1]),
                        in -> einsum("j,kl->kjl", in).reshape(2, 6))
                .sample("numbers", List.of(Arg.of(), Arg.of()), in -> Products.kron(in[0], in[1]),
                        in -> einsum(",->", in))
                .sample("nothing", List.of(Arg.of(0), Arg.of(2)), in -> Products.kron(in[0], in[1]),
                        in -> Plain.of(new double[0], 0))
                .error("a tensor of a closed scope", IllegalStateException.class, "cannot be used", List.of(Arg.of(3)),
                        in -> Products.kron(in[0], Recipes.closed(in[0])))
                .build();
    }

    private static OpInfo trace() {
        return OpInfo.composite("trace")
                .sample("a matrix", List.of(Arg.of(3, 3)), in -> Products.trace(in[0]), in -> einsum("ii->", in))
                .sample("a batch", List.of(Arg.of(2, 3, 3)), in -> Products.trace(in[0]), in -> einsum("aii->a", in))
                .sample("nothing", List.of(Arg.of(0, 0)), in -> Products.trace(in[0]),
                        in -> Plain.of(new double[] {0}))
                .error("a vector", IndexOutOfBoundsException.class, "axis -2 of shape \\[3\\]", List.of(Arg.of(3)),
                        in -> Products.trace(in[0]))
                .without("rank 0", "a matrix has two axes").build();
    }
}
