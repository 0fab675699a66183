package io.sigyn.server.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Says who may pass, when only the head of a request is there. Called on event loops: must not block, but the verdict
 * may come later, on any thread. Thread-safe.
 */
@FunctionalInterface
public interface Gate {
    /** Lets everybody pass; whose turn it is, the tenant's header says. */
    Gate OPEN = arrival -> CompletableFuture.completedFuture(Verdict.pass(null, arrival.tenantHeader()));

    CompletableFuture<Verdict> judge(Arrival arrival);

    /** A request before its body. {@code route} is null where there is none for it; {@code remote} is an address. */
    record Arrival(@Nullable Route route, List<String> authorization, String tenantHeader, String remote) {
        public Arrival {
            authorization = List.copyOf(authorization);
        }
    }

    /**
     * Whether a request goes on. {@code owner} shares the workers fairly with other owners; with a {@code refusal}
     * nothing but that is sent.
     */
    record Verdict(
            @Nullable Caller caller, String owner, @Nullable ApiResponse refusal) {
        public static Verdict pass(@Nullable Caller caller, String owner) {
            return new Verdict(caller, owner, null);
        }

        public static Verdict refuse(ApiResponse refusal) {
            return new Verdict(null, "", refusal);
        }
    }
}
