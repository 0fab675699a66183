package io.sigyn.ingester.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.ingester.PushSubscription;
import io.sigyn.ingester.live.Followers;
import io.sigyn.ingester.live.GenerationWriter;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PatternMinerTest {
    private static final TenantId TENANT = new TenantId("a");
    private static final Labels STREAM = Labels.of("app", "x");

    private final Followers followers = new Followers();
    private final PatternMiner miner = new PatternMiner();

    PatternMinerTest() {
        followers.subscribeAll(PatternMiner.waitingBytes(), miner::follow);
    }

    private void push(TenantId tenant, Labels stream, long seconds, String... lines) {
        GenerationWriter.Rows rows = Objects.requireNonNull(followers.rowsOf(tenant));
        for (String line : lines) {
            ByteWriter bytes = new ByteWriter();
            bytes.bytes(line.getBytes(StandardCharsets.UTF_8));
            rows.add(stream, seconds * 1_000_000_000L, bytes.toByteArray(), 0, bytes.size(), new byte[0], 0, 0);
        }
        rows.end();
    }

    private List<PatternMiner.Pattern> patterns(TenantId tenant, long start, long end, long step) {
        return miner.patterns(tenant, STREAM::equals, start, end, step);
    }

    @Test
    void lines_of_the_first_push_of_a_tenant_are_learned_from_and_counted_by_step() {
        for (int i = 0; i < 60; i++) {
            push(TENANT, STREAM, 1000 + i, "took " + i + " ms");
        }
        miner.learnAll();
        PatternMiner.Pattern pattern = patterns(TENANT, 1000, 1060, 30).get(0);
        assertThat(pattern.text()).isEqualTo("took <_> ms");
        assertThat(pattern.seconds()).containsExactly(990, 1020, 1050);
        assertThat(pattern.lines()).containsExactly(20, 30, 10);
        assertThat(patterns(TENANT, 2000, 3000, 10)).isEmpty();
        assertThat(patterns(new TenantId("b"), 0, 3000, 10)).isEmpty();
        assertThat(miner.patterns(TENANT, stream -> false, 0, 3000, 10)).isEmpty();
    }

    @Test
    void a_pattern_of_several_streams_is_told_once_and_a_rare_one_not_at_all() {
        for (int i = 0; i < 20; i++) {
            push(TENANT, STREAM, 1000, "took " + i + " ms");
            push(TENANT, Labels.of("app", "y"), 1000, "took " + i + " ms", "rare thing " + i);
        }
        miner.learnAll();
        assertThat(miner.patterns(TENANT, stream -> true, 0, 2000, 10))
                .singleElement()
                .satisfies(pattern -> assertThat(pattern.lines()).containsExactly(40));
    }

    @Test
    void what_comes_too_fast_is_left_out_and_counted_and_pushes_go_on() {
        String line = "x".repeat(1000);
        for (int i = 0; i < 3000; i++) {
            push(TENANT, STREAM, 1000, line);
        }
        miner.learnAll();
        assertThat(miner.linesLeftOut()).isPositive();
        assertThat(miner.patternCount()).isEqualTo(1);
    }

    @Test
    void a_closed_miner_takes_nothing_any_more() {
        push(TENANT, STREAM, 1000, "a line");
        miner.close();
        assertThat(followers.rowsOf(TENANT)).isNull();
        PushSubscription other = followers.subscribe(TENANT, 1000);
        assertThat(other.poll()).isNull();
    }
}
