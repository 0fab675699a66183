package io.sigyn.server.api;

import io.sigyn.index.CompiledSelector;
import io.sigyn.ingester.PushSubscription;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.model.TenantId;
import io.sigyn.querier.Cancellation;
import io.sigyn.querier.MetadataRequest;
import io.sigyn.querier.QueryRequest;
import io.sigyn.querier.QueryResult;
import io.sigyn.server.http.WebSocketSession;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that follows: what there is already is sent first, then what comes in. It subscribes before it looks back,
 * so that nothing falls between; what shows up in both is sent once. While the client does not keep up nothing is polled,
 * and the subscription drops. {@link #pump} runs on one worker at a time; the rest is thread-safe.
 */
final class TailSession {
    private static final Logger log = LoggerFactory.getLogger(TailSession.class);
    private static final int MAX_WAITING_BYTES = 4 << 20;
    private static final int MAX_LINES_A_FRAME = 1000;
    private static final int FAILED = 1011;
    private static final long SECOND = 1_000_000_000L;

    private final Api api;
    private final TenantId tenant;
    private final MetadataRequest.Tail tail;
    private final LogQuery query;
    private final TailFrames frames;
    private final WebSocketSession session;
    private final InstantSource clock = InstantSource.system();
    private final TailLines lines;
    private final Cancellation cancellation = new Cancellation();
    /** How often {@link #pump} was asked for since it last began: more than 0 means that it is queued or running. */
    private final AtomicInteger asked = new AtomicInteger();

    private final Deque<QueryResult.Line> held = new ArrayDeque<>();
    private final List<PushSubscription.Dropped> dropped = new ArrayList<>();
    private final long endNanos;
    private boolean lookedBack;
    private volatile boolean closed;
    private volatile @Nullable PushSubscription subscription;

    TailSession(
            Api api,
            TenantId tenant,
            MetadataRequest.Tail tail,
            LogQuery query,
            TailFrames frames,
            WebSocketSession session) {
        this.api = api;
        this.tenant = tenant;
        this.tail = tail;
        this.query = query;
        this.frames = frames;
        this.session = session;
        this.lines = new TailLines(CompiledSelector.compile(query.selector()), query.stages(), frames.categorized());
        this.endNanos = System.nanoTime() + api.options().tailMaxDuration().toNanos();
    }

    void start() {
        wake();
        session.after(api.options().tailMaxDuration(), this::wake);
    }

    /** Has {@link #pump} run soon. */
    void wake() {
        if (!closed && asked.getAndIncrement() == 0) {
            try {
                api.workers().tail().execute(tenant.value(), this::pump);
            } catch (RejectedExecutionException e) {
                session.abort();
            }
        }
    }

    /** The client has gone. */
    void close() {
        closed = true;
        cancellation.cancel();
        PushSubscription current = subscription;
        if (current != null) {
            current.close();
        }
    }

    private void pump() {
        int seen = asked.get();
        try {
            if (!closed) {
                step();
            }
        } catch (Exception e) {
            log.warn("tail of tenant {} ended: {}", tenant, e.toString());
            session.close(FAILED, e.getMessage() == null ? e.toString() : e.getMessage());
        }
        if (asked.addAndGet(-seen) > 0) {
            asked.set(0);
            wake();
        }
    }

    private void step() {
        if (System.nanoTime() - endNanos >= 0) {
            session.close(FAILED, "reached tail max duration limit");
            return;
        }
        if (!lookedBack) {
            PushSubscription current = api.ingester().subscribe(tenant, MAX_WAITING_BYTES);
            subscription = current;
            if (closed) {
                current.close();
                return;
            }
            current.onAvailable(this::wake);
            lookBack();
            lookedBack = true;
        }
        follow();
    }

    /** The newest lines of the range asked for, the oldest of them first. */
    private void lookBack() {
        long now = now();
        if (tail.startNanos() >= now) {
            return;
        }
        QueryRequest request = new QueryRequest(
                List.of(tenant),
                tail.query(),
                tail.startNanos(),
                now,
                SECOND,
                0,
                tail.limit(),
                QueryRequest.Direction.BACKWARD,
                false);
        QueryResult result = api.querier().lookBack(request, query, cancellation);
        if (result.data() instanceof QueryResult.Streams streams) {
            List<QueryResult.Line> found = new ArrayList<>(streams.lines());
            Collections.reverse(found);
            found.forEach(lines::alreadySent);
            held.addAll(found);
        }
    }

    private void follow() {
        PushSubscription current = subscription;
        while (!closed && current != null) {
            send();
            if (!session.isWritable()) {
                return;
            }
            if (held.size() >= MAX_LINES_A_FRAME) {
                waitForDelay();
                return;
            }
            PushSubscription.Batch batch = current.poll();
            if (batch == null) {
                lines.caughtUp();
                waitForDelay();
                return;
            }
            dropped.addAll(batch.dropped());
            for (PushSubscription.StreamRows rows : batch.streams()) {
                lines.take(rows, held);
            }
        }
    }

    /** Sends what is held and old enough, while the client keeps up. */
    private void send() {
        while (session.isWritable() && (!dropped.isEmpty() || isDue(held.peekFirst()))) {
            List<QueryResult.Line> some = new ArrayList<>();
            while (some.size() < MAX_LINES_A_FRAME && isDue(held.peekFirst())) {
                some.add(held.removeFirst());
            }
            session.sendText(frames.frame(some, List.copyOf(dropped)));
            dropped.clear();
        }
    }

    private boolean isDue(QueryResult.@Nullable Line line) {
        return line != null && (tail.delaySeconds() == 0 || line.timestampNanos() <= now() - delayNanos());
    }

    private void waitForDelay() {
        QueryResult.Line first = held.peekFirst();
        if (first != null) {
            long wait = first.timestampNanos() + delayNanos() - now();
            session.after(java.time.Duration.ofNanos(Math.max(wait, TimeUnit.MILLISECONDS.toNanos(1))), this::wake);
        }
    }

    private long delayNanos() {
        return tail.delaySeconds() * SECOND;
    }

    private long now() {
        java.time.Instant instant = clock.instant();
        return instant.getEpochSecond() * SECOND + instant.getNano();
    }
}
