package io.sigyn.querier;

import io.sigyn.querier.QueryException.Kind;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Queries that run now: one that is asked for again meanwhile, of data of the same version, runs once for all who ask. It
 * ends early only when none of them waits any more. Thread-safe.
 */
final class QueryFlights {
    private final ConcurrentHashMap<AnswerKey, Flight> flights = new ConcurrentHashMap<>();

    /** One running query, and how many wait for it. */
    private static final class Flight {
        private final CompletableFuture<QueryResult> result = new CompletableFuture<>();
        private final Cancellation cancellation = new Cancellation();
        private int waiting = 1;

        /** False if everybody left, and the query is being ended. */
        synchronized boolean join() {
            if (waiting == 0) {
                return false;
            }
            waiting++;
            return true;
        }

        synchronized int waiting() {
            return waiting;
        }

        void leave() {
            synchronized (this) {
                if (--waiting > 0) {
                    return;
                }
            }
            cancellation.cancel();
        }
    }

    /** The answer of the one query for the key that runs: {@code query} if there is none yet, on this thread. */
    QueryResult run(AnswerKey key, Cancellation asker, Function<Cancellation, QueryResult> query) {
        while (true) {
            Flight mine = new Flight();
            Flight running = flights.putIfAbsent(key, mine);
            if (running == null) {
                return lead(key, mine, asker, query);
            }
            if (running.join()) {
                return follow(running, asker);
            }
            flights.remove(key, running);
        }
    }

    private QueryResult lead(
            AnswerKey key, Flight flight, Cancellation asker, Function<Cancellation, QueryResult> query) {
        asker.whenCancelled(flight::leave);
        try {
            QueryResult result = query.apply(flight.cancellation);
            flight.result.complete(result);
            return result;
        } catch (RuntimeException | Error failure) {
            flight.result.completeExceptionally(failure);
            throw failure;
        } finally {
            flights.remove(key, flight);
        }
    }

    private static QueryResult follow(Flight flight, Cancellation asker) {
        CompletableFuture<QueryResult> mine = flight.result.copy();
        asker.whenCancelled(() -> {
            if (mine.cancel(false)) {
                flight.leave();
            }
        });
        try {
            return mine.join();
        } catch (CancellationException gone) {
            throw new QueryException(Kind.CANCELLED, "The request was cancelled by the client.");
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            } else if (failure.getCause() instanceof Error cause) {
                throw cause;
            }
            throw failure;
        }
    }

    /** How many wait for queries that run, those who run them included. */
    int waiting() {
        return flights.values().stream().mapToInt(Flight::waiting).sum();
    }
}
