package lanegrad.kernels.simd;

import jdk.incubator.vector.DoubleVector;
import lanegrad.kernels.scalar.WideAngle;

/** The functions of an angle, of a vector of doubles or of one float. */
enum WideAngleFunction {
    SIN {
        @Override
        DoubleVector apply(DoubleVector x) {
            return LaneWideAngle.sin(x);
        }

        @Override
        float apply(float x) {
            return WideAngle.sin(x);
        }
    },
    COS {
        @Override
        DoubleVector apply(DoubleVector x) {
            return LaneWideAngle.cos(x);
        }

        @Override
        float apply(float x) {
            return WideAngle.cos(x);
        }
    },
    TAN {
        @Override
        DoubleVector apply(DoubleVector x) {
            return LaneWideAngle.tan(x);
        }

        @Override
        float apply(float x) {
            return WideAngle.tan(x);
        }
    };

    abstract DoubleVector apply(DoubleVector x);

    abstract float apply(float x);
}
