package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.upkeep.Deletions;
import io.sigyn.index.upkeep.UpkeepOptions;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.FaultyObjectStore;
import io.sigyn.storage.object.FaultyObjectStore.Fault;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/**
 * A short script of pushes, flushes, a merge and a purge, ended at every single operation: on a disk, with all that was not
 * durable kept, all of it lost, and any one change lost; in a remote store, before and after each call had its effect, with
 * the process dead or alive after.
 */
class CrashPointsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final long NANOS = NOW.getEpochSecond() * 1_000_000_000L;
    private static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"));
    private static final TenantLimits LIMITS = TenantLimits.defaults();

    @Test
    void every_operation_of_the_disk_may_be_the_last_whatever_is_kept_of_what_was_not_durable() throws IOException {
        SimulatedDisk calm = new SimulatedDisk(1);
        new Script().runOn(calm);
        long operations = calm.operations();
        assertThat(operations).isGreaterThan(100);
        int states = 0;
        for (long last = 1; last <= operations; last++) {
            int unsynced = crash(last, change -> true);
            crash(last, change -> false);
            for (int lost = 0; lost < unsynced; lost++) {
                int one = lost;
                crash(last, change -> change != one);
            }
            states += unsynced + 2;
        }
        System.out.println(operations + " operations, " + states + " crash states");
    }

    /** Returns how many changes were not durable. */
    private static int crash(long last, IntPredicate survives) throws IOException {
        Script script = new Script();
        SimulatedDisk disk = new SimulatedDisk(1);
        disk.losePowerAfter(last);
        script.runOn(disk);
        int unsynced = disk.unsynced();
        SimulatedDisk left = disk.reopen(survives);
        script.check(left, FolderObjectStore.open(left, Path.of("/data/chunks"), script.clock.asClock()));
        return unsynced;
    }

    @Test
    void every_call_to_the_object_store_may_be_the_last_or_fail_before_or_after_the_fact() throws IOException {
        MemoryObjectStore bucket = new MemoryObjectStore();
        FaultyObjectStore calm = new FaultyObjectStore(bucket, 1);
        new Script().run(new SimulatedDisk(1), calm);
        long calls = calm.calls();
        assertThat(calls).isGreaterThan(20);
        for (long number = 1; number <= calls; number++) {
            long nth = number;
            for (boolean performed : new boolean[] {false, true}) {
                afterCall(store -> store.dieAt(nth, performed));
                afterCall(store -> {
                    long[] seen = {0};
                    store.failNext(1, performed ? Fault.AFTER : Fault.BEFORE, (operation, key) -> ++seen[0] == nth);
                });
            }
        }
    }

    private interface Trouble {
        void in(FaultyObjectStore store);
    }

    private static void afterCall(Trouble trouble) throws IOException {
        Script script = new Script();
        MemoryObjectStore bucket = new MemoryObjectStore();
        FaultyObjectStore store = new FaultyObjectStore(bucket, 1);
        trouble.in(store);
        SimulatedDisk disk = new SimulatedDisk(1);
        script.run(disk, store);
        store.die();
        script.check(disk.reopen(), bucket);
    }

    /** What is done, and what must be there after. */
    private static final class Script {
        final ManualClock clock = new ManualClock(NOW);
        private final LifeModel model = new LifeModel();
        private final UpkeepOptions options = UpkeepOptions.of(
                        Path.of(System.getProperty("java.io.tmpdir")),
                        true,
                        Duration.ofMinutes(10),
                        Duration.ofHours(2))
                .withSizes(2, 4, 1 << 20, 1);

        void runOn(SimulatedDisk disk) {
            try {
                run(disk, FolderObjectStore.open(disk, Path.of("/data/chunks"), clock.asClock()));
            } catch (IOException powerLoss) {
                // Nothing was acknowledged yet.
            }
        }

        void run(SimulatedDisk disk, ObjectStore store) {
            try (LifeProcess process = start(disk, store)) {
                push(process, 0, "first");
                push(process, 1, "other");
                process.flush();
                push(process, 0, "second");
                process.flush();
                push(process, 0, "live");
                process.keepUp();
                clock.advance(Duration.ofHours(3));
                process.keepUp();
                push(process, 0, "last");
            } catch (IOException ended) {
                // What is there is checked after.
            }
        }

        private LifeProcess start(SimulatedDisk disk, ObjectStore store) throws IOException {
            return new LifeProcess(disk, store, clock, options, LIMITS, Deletions.NONE, new Random(1));
        }

        private void push(LifeProcess process, int tenant, String line) {
            LifeModel.Row row = new LifeModel.Row(TENANTS.get(tenant), "app", NANOS, line);
            model.sent(List.of(row));
            byte[] body = ("{\"streams\":[{\"stream\":{\"app\":\"app\"},\"values\":[[\"" + NANOS + "\",\"" + line
                            + "\"]]}]}")
                    .getBytes(StandardCharsets.UTF_8);
            try {
                process.ingester()
                        .push(
                                row.tenant,
                                new PushBody(PushBody.Endpoint.PUSH, "application/json", "", body, 0, body.length))
                        .toCompletableFuture()
                        .join();
                model.acknowledged(List.of(row), 0);
            } catch (CompletionException refused) {
                assertThat(refused.getCause()).isInstanceOf(RejectedPushException.class);
            }
        }

        /** What is there after the crash, after what was recovered is flushed, and after the next start. */
        void check(SimulatedDisk disk, ObjectStore store) throws IOException {
            List<String> read = new ArrayList<>();
            try (LifeProcess process = start(disk, store)) {
                model.check(process.read(TENANTS), 0);
                assertThat(process.flush()).isTrue();
                assertThat(process.keepUp()).isTrue();
                read.addAll(process.read(TENANTS));
                model.check(read, 0);
            }
            try (LifeProcess process = start(disk, store)) {
                assertThat(process.read(TENANTS)).as("after the next start").isEqualTo(read);
            }
        }
    }
}
