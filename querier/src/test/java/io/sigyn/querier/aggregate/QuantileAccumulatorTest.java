package io.sigyn.querier.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.model.Labels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantileAccumulatorTest {

    @Test
    void one_window_has_the_same_quantile_as_each_of_many() {
        Random random = new Random(11);
        for (int i = 0; i < 3000; i++) {
            double[] values = values(random, 1 + random.nextInt(40));
            double quantile = i % 10 == 0 ? random.nextInt(3) - 1 : random.nextDouble();
            double alone = quantile(values, quantile, StepGrid.at(1000));
            double oneOfTwo = quantile(values, quantile, new StepGrid(1000, 1, 2));
            assertThat(alone).as("%s of %s", quantile, Arrays.toString(values)).isEqualTo(Double.valueOf(oneOfTwo));
        }
    }

    private static double[] values(Random random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            int kind = random.nextInt(12);
            values[i] = kind == 0 ? Double.NaN : kind == 1 ? Double.POSITIVE_INFINITY : random.nextInt(9) - 4;
        }
        return values;
    }

    private static double quantile(double[] values, double quantile, StepGrid grid) {
        QuantileAccumulator all = new QuantileAccumulator(new Windows(grid, 1000, 0), quantile);
        for (int i = 0; i < values.length; i++) {
            all.add(500 + i % 7, values[i], 0);
        }
        return all.finish(Labels.EMPTY).at(0);
    }
}
