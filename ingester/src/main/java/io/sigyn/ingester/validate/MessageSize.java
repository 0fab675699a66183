package io.sigyn.ingester.validate;

import io.sigyn.ingester.decode.DecodedPush;

/** How long Loki's message of a push is, which its limit of messages is about. Stateless. */
final class MessageSize {
    private static final int LEVEL_NAME_LENGTH = 14; // detected_level
    private static final int HASH_FIELD_LENGTH = 10;

    private MessageSize() {}

    /** The length of the message of what is accepted; some shorter length if it is below {@code max} anyway. */
    static long of(ValidatedPush outcome, long max) {
        DecodedPush push = outcome.push();
        long atMost = 0;
        for (int entry = 0; entry < push.entries(); entry++) {
            atMost += 64L + push.lineLength(entry);
        }
        int pairs = push.entries() == 0 ? 0 : push.pairsTo(push.entries() - 1);
        for (int pair = 0; pair < pairs; pair++) {
            atMost += 24L + push.nameLength(pair) + push.valueLength(pair);
        }
        for (int stream = 0; stream < push.streams(); stream++) {
            atMost += 64L + 4L * push.stream(stream).text().length();
        }
        return atMost <= max ? 0 : exactly(outcome);
    }

    private static long exactly(ValidatedPush outcome) {
        DecodedPush push = outcome.push();
        LevelDetector level = new LevelDetector();
        long total = 0;
        for (int stream = 0; stream < push.streams(); stream++) {
            long labels = push.stream(stream).text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            long size = field(labels) + HASH_FIELD_LENGTH;
            byte[] streamLevel = LevelDetector.ofStream(push.stream(stream).labels());
            int accepted = 0;
            for (int entry = push.from(stream); entry < push.to(stream); entry++) {
                if (outcome.isAccepted(entry)) {
                    accepted++;
                    int levelLength = 0;
                    if (outcome.levels() && streamLevel == null) {
                        level.detect(push, entry);
                        levelLength = level.length();
                    } else if (outcome.levels()) {
                        levelLength = streamLevel == null ? 0 : streamLevel.length;
                    }
                    size += field(entry(push, entry, outcome.levels() ? levelLength : -1));
                }
            }
            total += accepted == 0 ? 0 : field(size);
        }
        return total;
    }

    private static long entry(DecodedPush push, int entry, int levelLength) {
        long timestamp = push.timestamp(entry);
        long nanos = Math.floorMod(timestamp, 1_000_000_000L);
        long time = 1L + varint(Math.floorDiv(timestamp, 1_000_000_000L)) + (nanos == 0 ? 0L : 1L + varint(nanos));
        long size = field(time) + (push.lineLength(entry) == 0 ? 0L : field(push.lineLength(entry)));
        for (int pair = push.pairsFrom(entry); pair < push.pairsTo(entry); pair++) {
            size += field(field((long) push.nameLength(pair)) + field((long) push.valueLength(pair)));
        }
        if (levelLength >= 0) {
            size += field(field(LEVEL_NAME_LENGTH) + field(levelLength));
        }
        return size;
    }

    private static long field(long length) {
        return 1 + varint(length) + length;
    }

    private static int varint(long value) {
        int size = 1;
        for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
            size++;
        }
        return size;
    }
}
