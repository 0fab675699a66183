package io.sigyn.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.model.LabelMatcher;
import io.sigyn.model.LabelMatcher.Operator;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LiveLabelIndexTest {

    @Test
    void selectors_find_what_going_through_all_streams_finds() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            LiveLabelIndex<Labels> index = new LiveLabelIndex<>();
            Set<Labels> streams = new HashSet<>();
            for (int i = 0; i < 1 + seed * 5; i++) {
                Labels stream = SelectorFixtures.stream(random, i);
                streams.add(stream);
                assertThat(index.getOrAdd(stream, labels -> labels)).isEqualTo(stream);
            }
            assertThat(index.size()).isEqualTo(streams.size());
            for (int i = 0; i < 50; i++) {
                Selector selector = SelectorFixtures.selector(random);
                assertThat(index.select(CompiledSelector.compile(selector)))
                        .as("%s", selector)
                        .containsExactlyInAnyOrderElementsOf(streams.stream()
                                .filter(stream -> SelectorFixtures.matches(selector, stream))
                                .toList());
            }
        }
    }

    @Test
    void a_stream_added_by_one_thread_is_found_by_all_and_made_once() throws Exception {
        LiveLabelIndex<Object> index = new LiveLabelIndex<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Object>>> futures = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                futures.add(threads.submit(() -> {
                    List<Object> made = new ArrayList<>();
                    for (int i = 0; i < 5000; i++) {
                        Labels stream = Labels.of("app", "a" + i % 7, "pod", "p" + i);
                        Object kept = index.getOrAdd(stream, labels -> new Object());
                        made.add(kept);
                        Selector selector = new Selector(List.of(new LabelMatcher("pod", Operator.EQUAL, "p" + i)));
                        assertThat(index.select(CompiledSelector.compile(selector)))
                                .containsExactly(kept);
                    }
                    return made;
                }));
            }
            for (Future<List<Object>> future : futures) {
                assertThat(future.get()).isEqualTo(futures.get(0).get());
            }
            assertThat(index.all()).hasSize(5000);
            assertThat(index.names()).containsExactly("app", "pod");
            assertThat(index.values("app")).hasSize(7);
            assertThat(index.values("none")).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }
}
