package lanegrad.array;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import lanegrad.memory.Scope;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Printed arrays against what NumPy 2.4 prints with its default options. */
class NdFormatTest {

    private static void assertPrints(String expected, NdArray array) {
        assertEquals(expected, array.toString());
    }

    private static NdArray count(DType dtype, long... dims) {
        NdArray flat = NdArray.empty(dtype, Shape.of(Shape.of(dims).size()));
        for (long i = 0; i < flat.size(); i++) {
            flat.set(i, i);
        }
        return flat.reshape(dims);
    }

    private static NdArray of(DType dtype, double... values) {
        NdArray array = NdArray.empty(dtype, Shape.of(values.length));
        for (int i = 0; i < values.length; i++) {
            array.set(values[i], i);
        }
        return array;
    }

    @Example
    void floatsShareAColumn() {
        try (Scope _ = Scope.open()) {
            assertPrints("""
                    [[ 1.   2.5]
                     [-3.   0.1]]""", NdArray.of(new float[] {1, 2.5f, -3, 0.1f}, 2, 2));
            assertPrints("[3.33333333e-01 6.66666667e-01 1.00000000e-03 1.20000000e+01]",
                    NdArray.of(new double[] {1 / 3.0, 2 / 3.0, 1e-3, 12}));
            assertPrints("[0.33333334 0.6666667  0.1       ]", NdArray.of(new float[] {1 / 3f, 2 / 3f, 0.1f}));
            assertPrints("[ nan   1. -inf  inf]",
                    NdArray.of(new float[] {Float.NaN, 1, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}));
            assertPrints("[nan nan]", NdArray.of(new float[] {Float.NaN, Float.NaN}));
            assertPrints("[ 0. -0.]", NdArray.of(new float[] {0f, -0f}));
            assertPrints("[1.e+08 1.e+00]", NdArray.of(new double[] {1e8, 1}));
            assertPrints("[99999999.   100000.]", NdArray.of(new double[] {99999999, 1e5}));
            assertPrints("[1.00000e+06 9.99999e+05]", NdArray.of(new float[] {1e6f, 999999}));
            assertPrints("[9.9e-05 1.0e-04]", NdArray.of(new double[] {9.9e-5, 1e-4}));
            assertPrints("[   1. 1000.]", NdArray.of(new double[] {1, 1000}));
            assertPrints("[1.0000e+00 1.0005e+03]", NdArray.of(new double[] {1, 1000.5}));
            assertPrints("[3.5208191e-07 1.3916855e-01]", NdArray.of(new float[] {3.520819e-7f, 1.3916855e-1f}));
            assertPrints("[1.e-300 5.e-324 1.e+300]", NdArray.of(new double[] {1e-300, 5e-324, 1e300}));
            assertPrints("[ 1.e-10     nan -2.e+00]", NdArray.of(new double[] {1e-10, Double.NaN, -2}));
        }
    }

    @Example
    void otherTypes() {
        try (Scope _ = Scope.open()) {
            assertPrints("""
                    [[ True False]
                     [False  True]]""", NdArray.of(new boolean[] {true, false, false, true}, 2, 2));
            assertPrints("""
                    [[  1]
                     [-20]
                     [300]]""", NdArray.of(new int[] {1, -20, 300}, 3, 1));
            assertPrints("[-9223372036854775808  9223372036854775807]",
                    NdArray.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}));
        }
    }

    @Example
    void bracketsAndLines() {
        try (Scope _ = Scope.open()) {
            assertPrints("""
                    [[[ 0  1  2]
                      [ 3  4  5]]

                     [[ 6  7  8]
                      [ 9 10 11]]]""", count(DType.I32, 2, 2, 3));
            assertPrints("""
                    [[[[0 1]
                       [2 3]]]


                     [[[4 5]
                       [6 7]]]]""", count(DType.I64, 2, 1, 2, 2));
            assertPrints("""
                    [ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
                     24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]""", count(DType.I32, 40));
            assertPrints("""
                    [[ 0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10. 11. 12. 13. 14. 15. 16. 17.
                      18. 19. 20. 21. 22. 23. 24.]
                     [25. 26. 27. 28. 29. 30. 31. 32. 33. 34. 35. 36. 37. 38. 39. 40. 41. 42.
                      43. 44. 45. 46. 47. 48. 49.]]""", count(DType.F32, 2, 25));
        }
    }

    @Example
    void longArraysShowTheirEdges() {
        try (Scope _ = Scope.open()) {
            assertPrints("[   0    1    2 ...  998  999 1000]", count(DType.I32, 1001));
            assertPrints("""
                    [[0.000e+00 1.000e+00 2.000e+00 ... 4.700e+01 4.800e+01 4.900e+01]
                     [5.000e+01 5.100e+01 5.200e+01 ... 9.700e+01 9.800e+01 9.900e+01]
                     [1.000e+02 1.010e+02 1.020e+02 ... 1.470e+02 1.480e+02 1.490e+02]
                     ...
                     [1.850e+03 1.851e+03 1.852e+03 ... 1.897e+03 1.898e+03 1.899e+03]
                     [1.900e+03 1.901e+03 1.902e+03 ... 1.947e+03 1.948e+03 1.949e+03]
                     [1.950e+03 1.951e+03 1.952e+03 ... 1.997e+03 1.998e+03 1.999e+03]]""", count(DType.F32, 40, 50));
            assertPrints("""
                    [[   0    1    2 ...  497  498  499]
                     [ 500  501  502 ...  997  998  999]
                     [1000 1001 1002 ... 1497 1498 1499]]""", count(DType.I64, 3, 500));
            assertPrints("""
                    [[[   0    1    2 ...   27   28   29]
                      [  30   31   32 ...   57   58   59]
                      [  60   61   62 ...   87   88   89]
                      ...
                      [ 150  151  152 ...  177  178  179]
                      [ 180  181  182 ...  207  208  209]
                      [ 210  211  212 ...  237  238  239]]

                     [[ 240  241  242 ...  267  268  269]
                      [ 270  271  272 ...  297  298  299]
                      [ 300  301  302 ...  327  328  329]
                      ...
                      [ 390  391  392 ...  417  418  419]
                      [ 420  421  422 ...  447  448  449]
                      [ 450  451  452 ...  477  478  479]]

                     [[ 480  481  482 ...  507  508  509]
                      [ 510  511  512 ...  537  538  539]
                      [ 540  541  542 ...  567  568  569]
                      ...
                      [ 630  631  632 ...  657  658  659]
                      [ 660  661  662 ...  687  688  689]
                      [ 690  691  692 ...  717  718  719]]

                     ...

                     [[ 960  961  962 ...  987  988  989]
                      [ 990  991  992 ... 1017 1018 1019]
                      [1020 1021 1022 ... 1047 1048 1049]
                      ...
                      [1110 1111 1112 ... 1137 1138 1139]
                      [1140 1141 1142 ... 1167 1168 1169]
                      [1170 1171 1172 ... 1197 1198 1199]]

                     [[1200 1201 1202 ... 1227 1228 1229]
                      [1230 1231 1232 ... 1257 1258 1259]
                      [1260 1261 1262 ... 1287 1288 1289]
                      ...
                      [1350 1351 1352 ... 1377 1378 1379]
                      [1380 1381 1382 ... 1407 1408 1409]
                      [1410 1411 1412 ... 1437 1438 1439]]

                     [[1440 1441 1442 ... 1467 1468 1469]
                      [1470 1471 1472 ... 1497 1498 1499]
                      [1500 1501 1502 ... 1527 1528 1529]
                      ...
                      [1590 1591 1592 ... 1617 1618 1619]
                      [1620 1621 1622 ... 1647 1648 1649]
                      [1650 1651 1652 ... 1677 1678 1679]]]""", count(DType.I32, 7, 8, 30));
            assertPrints("""
                    [[ 3  7 11]
                     [ 1  5  9]]""", count(DType.I32, 3, 4).transpose(0, 1).slice(0, 3, -1, -2));
        }
    }

    @Example
    void emptyArrays() {
        try (Scope _ = Scope.open()) {
            assertPrints("[]", NdArray.zeros(DType.F32, Shape.of(2, 0, 3)));
        }
    }

    @Example
    void singleNumbers() {
        try (Scope _ = Scope.open()) {
            assertPrints("0.1", NdArray.of(new float[] {0.1f}).select(0, 0));
            assertPrints("1000000000000000.0", NdArray.full(DType.F64, Shape.SCALAR, 1e15));
            assertPrints("1e+16", NdArray.full(DType.F64, Shape.SCALAR, 1e16));
            assertPrints("1.5e+06", NdArray.full(DType.F32, Shape.SCALAR, 1.5e6));
            assertPrints("-1.5e-05", NdArray.full(DType.F64, Shape.SCALAR, -1.5e-5));
            assertPrints("-0.0", NdArray.full(DType.F64, Shape.SCALAR, -0.0));
            assertPrints("nan", NdArray.full(DType.F32, Shape.SCALAR, Double.NaN));
            assertPrints("-7", NdArray.full(DType.I64, Shape.SCALAR, -7));
            assertPrints("True", NdArray.full(DType.BOOL, Shape.SCALAR, 1));
        }
    }

    @Example
    void storageTypes() {
        try (Scope _ = Scope.open()) {
            assertPrints("[1.00e-01 1.00e+03 6.55e+04 5.96e-08]", of(DType.F16, 0.1, 1000, 65504, 6e-8));
            assertPrints("[ 1.00e-01  2.50e+00 -3.00e+00  9.99e+02]", of(DType.F16, 0.1, 2.5, -3, 999));
            assertPrints("[-128    5  127]", of(DType.I8, -128, 5, 127));
        }
    }

    @Example
    void allOfAThousandElements() {
        try (Scope _ = Scope.open()) {
            assertFalse(count(DType.I32, 1000).toString().contains("..."));
            assertTrue(count(DType.I32, 1001).toString().contains("..."));
        }
    }

    @Example
    void brainFloats() {
        try (Scope _ = Scope.open()) {
            assertPrints("[ 0.1 -3.  99. ]", of(DType.BF16, 0.1, -3, 99));
            assertPrints("[1.00e-01 1.28e+02]", of(DType.BF16, 0.1, 128));
        }
    }

    @Property(seed = "1", tries = 1000)
    void aNumberReadsBackAsItself(@ForAll float single, @ForAll double twice) {
        try (Scope _ = Scope.open()) {
            assertEquals(single, Float.parseFloat(NdArray.full(DType.F32, Shape.SCALAR, single).toString()));
            assertEquals(twice, Double.parseDouble(NdArray.full(DType.F64, Shape.SCALAR, twice).toString()));
        }
    }

    @Property(seed = "1", tries = 1000)
    void noShorterDecimalWouldDo(@ForAll float value) {
        float magnitude = Math.abs(value);
        if (magnitude > 1e-40f && magnitude < Float.POSITIVE_INFINITY) { // Java prints two digits of the least numbers
            String java = Float.toString(magnitude);
            assertEquals(new BigDecimal(java).stripTrailingZeros(),
                    Decimal.shortest(DType.F32, magnitude).stripTrailingZeros());
        }
    }

    @Example
    void arraysThatMayNotBeReadSayWhy() {
        NdArray lost;
        try (Scope _ = Scope.open("step")) {
            lost = NdArray.zeros(DType.F32, Shape.of(2, 3));
        }
        assertEquals("array F32 [2, 3] (its scope 'step' is closed)", lost.toString());
    }
}
