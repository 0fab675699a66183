package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.upkeep.Deletions;
import io.sigyn.index.upkeep.UpkeepOptions;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TenantLimits.RetentionRule;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.FaultyObjectStore;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.object.ObjectStoreListener.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One simulated life of a store, through several crashes; what happens follows from the seed, but for
 * the order of what a process flushes of what it recovered. For one thread, once.
 */
final class WholeLife {
    static final int LIVES = 5;

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"));
    private static final String SHORT_LIVED = "s3";
    private static final Duration SHORT_LIFE = Duration.ofHours(6);
    private static final Duration LONGEST_ROUND = Duration.ofHours(1);

    private final Random random;
    private final ManualClock clock = new ManualClock(START);
    private final LifeModel model = new LifeModel();
    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final boolean remote;
    private final double faults;
    private final UpkeepOptions options;
    private final TenantLimits limits;
    private final List<Machine> machines = new ArrayList<>();
    private int lines;
    private int crashes;
    private int merges;

    WholeLife(long seed) {
        random = new Random(seed);
        remote = random.nextInt(3) > 0;
        faults = random.nextInt(3) * 0.03;
        options = LifeProcess.options(random);
        limits = TenantLimits.defaults()
                .with("rejectOldSamples", false)
                .with("retentionStream", List.of(new RetentionRule("{app=\"" + SHORT_LIVED + "\"}", 1, SHORT_LIFE)));
        int count = remote ? 1 + random.nextInt(2) : 1;
        for (int i = 0; i < count; i++) {
            machines.add(new Machine(i, new SimulatedDisk(random.nextLong())));
        }
    }

    int crashes() {
        return crashes;
    }

    /** With {@code -Dsigyn.trace=true}, so that a seed that fails can be followed. */
    private static void trace(String what, Object... values) {
        if (Boolean.getBoolean("sigyn.trace")) {
            System.out.println(what + " " + List.of(values));
        }
    }

    int merges() {
        return merges;
    }

    int appliedDeletions() {
        return model.appliedRequests();
    }

    /** A disk, and the process that runs on it. */
    private final class Machine {
        final int number;
        SimulatedDisk disk;

        @Nullable
        FaultyObjectStore store;

        @Nullable
        LifeProcess process;

        boolean interfered;

        Machine(int number, SimulatedDisk disk) {
            this.number = number;
            this.disk = disk;
        }

        /** Starts the process, if the disk and the store let it. */
        void start(double faultProbability) throws IOException {
            trace("start", number, remote ? "remote" : "folder");
            SimulatedDisk mine = disk;
            ObjectStore objects =
                    remote ? bucket : FolderObjectStore.open(mine, Path.of("/data/chunks"), clock.asClock());
            FaultyObjectStore faulty = new FaultyObjectStore(objects, random.nextLong());
            faulty.failByChance(remote ? faultProbability : 0);
            faulty.setHook((operation, key) -> before(operation, key, mine));
            store = faulty;
            process = new LifeProcess(
                    mine,
                    faulty,
                    clock,
                    options,
                    limits,
                    machines.size() == 1 ? model : Deletions.NONE,
                    new Random(random.nextLong()));
        }

        private void before(Operation operation, String key, SimulatedDisk mine) throws IOException {
            if (mine.isOff()) {
                throw new IOException("the process is dead");
            }
            boolean commits = operation == Operation.PUT_IF_ABSENT && key.contains("/manifest/");
            if (commits && machines.size() > 1 && !interfered && random.nextInt(4) == 0) {
                Machine other = machines.get(1 - number);
                interfered = true;
                other.interfered = true;
                if (other.process != null && random.nextBoolean()) {
                    other.process.flush();
                } else if (other.process != null) {
                    keepUp(other.process);
                }
                other.interfered = false;
                interfered = false;
            }
        }

        void crash() {
            crashes++;
            trace("crash", number, disk.isOff() ? "power lost" : "killed");
            if (random.nextInt(4) > 0) {
                disk.losePower();
            }
            FaultyObjectStore mine = store;
            if (mine != null) {
                mine.die();
            }
            if (process != null) {
                process.close();
                merges += process.merges();
                process = null;
            }
            disk = random.nextInt(8) == 0 ? disk.reopenAfterKill() : disk.reopen();
        }
    }

    void run() throws IOException {
        for (int life = 0; life < LIVES; life++) {
            live(machines.get(random.nextInt(machines.size())));
        }
        settle();
    }

    /** All processes work, until one of them has crashed. */
    private void live(Machine victim) {
        try {
            victim.disk.losePowerAt(1 + random.nextInt(random.nextBoolean() ? 40 : 160));
            for (Machine machine : machines) {
                if (machine.process == null) {
                    machine.start(faults);
                    trace(
                            "objects",
                            bucket.objects().keySet(),
                            machine.process == null ? "" : machine.process.describe(TENANTS));
                    check(machine);
                }
            }
            FaultyObjectStore store = victim.store;
            if (store != null && random.nextBoolean()) {
                store.dieAt(1 + random.nextInt(random.nextBoolean() ? 20 : 100), victim.disk::losePower);
            }
            for (int action = 0; action < 12 && !victim.disk.isOff(); action++) {
                act(machines.get(random.nextInt(machines.size())));
            }
        } catch (IOException crashed) {
            trace("failed", crashed);
            // What is there is checked in the next life.
        }
        victim.crash();
    }

    private void act(Machine machine) {
        LifeProcess process = machine.process;
        clock.advance(Duration.ofMillis(1 + random.nextInt(10)));
        bucket.now(clock.instant());
        if (process == null) {
            return;
        }
        switch (random.nextInt(20)) {
            case 0 -> machine.disk.failNextSyncs(1);
            case 1 -> machine.disk.setCapacityBytes(machine.disk.usedBytes() + random.nextInt(3000));
            case 2 -> machine.disk.setCapacityBytes(Long.MAX_VALUE);
            case 3, 4, 5 -> trace("flush", machine.number, process.flush());
            case 6, 7, 8, 9 -> keepUp(process);
            case 10 -> wait(Duration.ofMinutes(30L * (1 + random.nextInt(8))));
            case 11 -> wait(Duration.ofHours(random.nextInt(30)));
            case 12 -> delete();
            case 13 -> trouble(machine);
            case 14 -> push(machine, process, true);
            default -> push(machine, process, false);
        }
        bucket.now(clock.instant());
    }

    /** Lists are not stale for hours. */
    private void wait(Duration time) {
        // A round that begins with the flush of what was recovered may run beside this, and see the new time at once.
        mayExpire(clock.instant().plus(time));
        clock.advance(time);
        for (Machine machine : machines) {
            if (machine.store != null) {
                machine.store.setStaleLists(false);
            }
        }
    }

    private void trouble(Machine machine) {
        FaultyObjectStore store = machine.store;
        if (store != null && remote) {
            boolean stale = random.nextBoolean();
            boolean away = random.nextInt(4) == 0;
            trace("trouble", machine.number, stale, away);
            store.setStaleLists(stale);
            store.setAway(away);
        }
    }

    /** Rounds that begin by now may drop what is past its life. */
    private void mayExpire(Instant now) {
        model.expired(SHORT_LIVED, nanos(now.plus(LONGEST_ROUND).minus(SHORT_LIFE)));
    }

    private void keepUp(LifeProcess process) {
        mayExpire(clock.instant());
        trace("round", process.keepUp(), process.merges(), clock.instant());
    }

    private void delete() {
        if (machines.size() == 1) {
            long now = nanos(clock.instant());
            trace("delete", now);
            long from = now - Duration.ofHours(random.nextInt(10)).toNanos();
            model.delete(TENANTS.get(random.nextInt(2)), "s" + random.nextInt(4), from, now);
            clock.advance(Duration.ofMillis(1));
        }
    }

    private static long nanos(Instant instant) {
        return instant.toEpochMilli() * 1_000_000L;
    }

    private void push(Machine machine, LifeProcess process, boolean again) {
        TenantId tenant = TENANTS.get(random.nextInt(TENANTS.size()));
        List<LifeModel.Row> rows = again ? model.someAgain(tenant, random) : someRows(tenant);
        StringBuilder body = new StringBuilder();
        for (LifeModel.Row row : rows) {
            body.append(body.isEmpty() ? "{\"streams\":[" : ",")
                    .append("{\"stream\":{\"app\":\"" + row.app + "\"},\"values\":[[\"" + row.timestampNanos + "\",\"")
                    .append(row.line)
                    .append(random.nextBoolean() ? "\",{\"k\":\"v" + lines + "\"}]]}" : "\"]]}");
        }
        if (rows.isEmpty()) {
            return;
        }
        model.sent(rows);
        byte[] bytes = body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        try {
            process.ingester()
                    .push(tenant, new PushBody(PushBody.Endpoint.PUSH, "application/json", "", bytes, 0, bytes.length))
                    .toCompletableFuture()
                    .join();
            trace(
                    "acknowledged",
                    machine.number,
                    rows.stream().map(LifeModel.Row::key).toList());
            model.acknowledged(rows, machine.number);
            if (random.nextInt(3) == 0) {
                check(machine);
            }
        } catch (CompletionException refused) {
            assertThat(refused.getCause()).isInstanceOf(RejectedPushException.class);
            int status = ((RejectedPushException) refused.getCause()).status();
            assertThat(status == 503 || (again && status == 400))
                    .as("busy, or too late to be sent again")
                    .isTrue();
        } catch (IOException failed) {
            // Acknowledged, but cannot be read now.
        }
    }

    private List<LifeModel.Row> someRows(TenantId tenant) {
        List<LifeModel.Row> rows = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String line = "line " + lines++ + "x".repeat(random.nextInt(20));
            long timestamp = nanos(clock.instant()) + random.nextInt(1000);
            rows.add(new LifeModel.Row(tenant, "s" + random.nextInt(4), timestamp, line));
        }
        return rows;
    }

    /** What a process shows of its own rows; nothing, where the store fails meanwhile. */
    private void check(Machine machine) throws IOException {
        LifeProcess process = machine.process;
        if (process != null) {
            check(process, machine.number);
        }
    }

    private void check(LifeProcess process, int number) throws IOException {
        List<String> read = process.read(TENANTS);
        try {
            model.check(read, number);
        } catch (AssertionError wrong) {
            trace("wrong", number, bucket.objects().keySet(), process.describe(TENANTS));
            throw wrong;
        }
    }

    /** Everything works again: all that must be there is, whether live, flushed, merged, or read by a new process. */
    private void settle() throws IOException {
        for (Machine machine : machines) {
            if (machine.process != null) {
                machine.crash();
            }
            machine.disk.setCapacityBytes(Long.MAX_VALUE);
            machine.disk.failNextSyncs(0);
            machine.disk.losePowerAt(Long.MAX_VALUE / 2);
            machine.start(0);
            check(machine);
        }
        for (Machine machine : machines) {
            assertThat(machine.process != null && machine.process.flush()).isTrue();
        }
        checkAll();
        for (Machine machine : machines) {
            mayExpire(clock.instant());
            assertThat(machine.process != null && machine.process.keepUp())
                    .as("a round")
                    .isTrue();
        }
        checkAll();
        for (Machine machine : machines) {
            machine.crash();
            machine.start(0);
        }
        checkAll();
        for (Machine machine : machines) {
            if (machine.process != null) {
                machine.process.close();
            }
        }
    }

    private void checkAll() throws IOException {
        for (Machine machine : machines) {
            LifeProcess process = machine.process;
            if (process != null) {
                process.refresh(TENANTS);
                check(process, -1);
            }
        }
    }
}
