package io.sigyn.server.api;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sigyn.ingester.Distribution;

/** Shows a distribution that the ingester counts as a histogram. Thread-safe. */
record FlushedDistribution(String name, String help, Distribution distribution) implements Collector {
    static void register(PrometheusRegistry registry, String name, String help, Distribution distribution) {
        registry.register(new FlushedDistribution(name, help, distribution));
    }

    @Override
    public MetricSnapshot collect() {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        double[] bounds = distribution.bounds();
        long[] counts = distribution.counts();
        for (int i = 0; i < bounds.length; i++) {
            buckets.bucket(bounds[i], counts[i]);
        }
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(distribution.sum())
                        .build())
                .build();
    }
}
