package io.sigyn.storage.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sigyn.storage.object.ObjectStoreListener.Operation;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in a bucket. Every call is repeated until its outcome is known or its time is over; false from {@link
 * #putIfAbsent} is never about an object that the same call put. A put that ends with an IOException may have taken effect:
 * its caller reads the object back, and compares. Thread-safe; owns its connections.
 */
public final class S3ObjectStore implements ObjectStore {
    private static final int LIST_PAGE_KEYS = 1000;

    private final S3Client client;
    private final String bucket;
    private final String keyPrefix;
    private final RetryLoop retries;
    private final int listPageKeys;
    private volatile boolean conditionalPuts = true;

    S3ObjectStore(S3Client client, S3Options options, RetryLoop retries, int listPageKeys) {
        this.client = client;
        this.bucket = options.bucket();
        this.keyPrefix = options.keyPrefix();
        this.retries = retries;
        this.listPageKeys = listPageKeys;
    }

    /** Opens a bucket without speaking to it. */
    public static S3ObjectStore open(S3Options options, ObjectStoreListener listener, LongSupplier nanoTime) {
        RetryLoop retries =
                new RetryLoop(options.timeouts().total(), nanoTime, pause -> Thread.sleep(pause.toMillis()), listener);
        return new S3ObjectStore(S3Clients.build(options), options, retries, LIST_PAGE_KEYS);
    }

    /**
     * Proves that the store honours put-if-absent; some take the condition and ignore it. If it does not, this store looks
     * whether there is an object and then puts, which is right only as long as nobody else writes to the bucket.
     *
     * @throws IOException if the bucket is not there, cannot be reached, or refuses
     */
    public boolean probePutIfAbsent() throws IOException {
        String key = "sigyn-probe/" + UUID.randomUUID();
        try {
            conditionalPuts = true;
            boolean first = putIfAbsent(key, ObjectBody.of("first".getBytes(UTF_8)));
            boolean second = putIfAbsent(key, ObjectBody.of("second".getBytes(UTF_8)));
            byte[] kept = getTail(key, 100).bytes();
            conditionalPuts = first && !second && Arrays.equals(kept, "first".getBytes(UTF_8));
        } catch (IOException failure) {
            if (!(failure.getCause() instanceof S3Exception answer) || answer.statusCode() != 501) {
                throw failure;
            }
            conditionalPuts = false; // It says that it does not implement the header.
        }
        delete(key);
        return conditionalPuts;
    }

    @Override
    public boolean putIfAbsent(String key, ObjectBody body) throws IOException {
        String full = full(key);
        if (!conditionalPuts) {
            return sizeOf(key) == null && new S3Put(client, retries, bucket, full, false).run(body);
        }
        return new S3Put(client, retries, bucket, full, true).run(body);
    }

    @Override
    public void put(String key, ObjectBody body) throws IOException {
        new S3Put(client, retries, bucket, full(key), false).run(body);
    }

    @Override
    public byte[] get(String key, long offset, int length) throws IOException {
        if (length == 0) {
            existingSizeOf(key);
            return new byte[0];
        }
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        return retries.run(Operation.GET, "read " + name(key), ambiguous -> {
            Part part = getRange(key, range);
            if (part == null || part.bytes().length < length) {
                throw new EOFException("object " + name(key) + " ends before byte " + (offset + length)
                        + (part == null ? "" : "; it has " + part.objectSizeBytes()));
            }
            return part.bytes();
        });
    }

    @Override
    public Tail getTail(String key, int maxBytes) throws IOException {
        if (maxBytes == 0) {
            return new Tail(new byte[0], existingSizeOf(key));
        }
        return retries.run(Operation.GET_TAIL, "read the tail of " + name(key), ambiguous -> {
            Part part = getRange(key, "bytes=-" + maxBytes);
            if (part == null) { // An empty object has no range.
                return new Tail(new byte[0], existingSizeOf(key));
            }
            return new Tail(part.bytes(), part.objectSizeBytes());
        });
    }

    @Override
    public List<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        List<ObjectInfo> found = new ArrayList<>();
        String after = startAfter.isEmpty() ? null : keyPrefix + startAfter;
        String token = null;
        do {
            ListObjectsV2Response page = listPage(prefix, after, token);
            page.contents().forEach(object -> {
                String key = object.key().substring(keyPrefix.length());
                if (!key.endsWith("/") && key.compareTo(startAfter) > 0) {
                    found.add(new ObjectInfo(key, object.size(), object.lastModified()));
                }
            });
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
        found.sort(Comparator.comparing(ObjectInfo::key));
        return found;
    }

    @Override
    public void delete(String key) throws IOException {
        String full = full(key);
        retries.run(Operation.DELETE, "delete " + name(key), ambiguous -> {
            try {
                return client.deleteObject(request -> request.bucket(bucket).key(full));
            } catch (S3Exception answer) {
                if (isMissingObject(answer)) {
                    return "deleted before";
                }
                throw answer;
            }
        });
    }

    @Override
    public void close() {
        client.close();
    }

    private ListObjectsV2Response listPage(String prefix, @Nullable String after, @Nullable String token)
            throws IOException {
        return retries.run(
                Operation.LIST,
                "list " + name(prefix),
                ambiguous -> client.listObjectsV2(list -> list.bucket(bucket)
                        .prefix(keyPrefix + prefix)
                        .maxKeys(listPageKeys)
                        .startAfter(token == null ? after : null)
                        .continuationToken(token)));
    }

    /** The bytes of a range, and the size of the whole object. */
    private record Part(byte[] bytes, long objectSizeBytes) {}

    /** The part of the range that is in the object, null if none of it is. */
    private @Nullable Part getRange(String key, String range) throws IOException {
        String full = full(key);
        try (ResponseInputStream<GetObjectResponse> in =
                client.getObject(get -> get.bucket(bucket).key(full).range(range))) {
            return readPart(in, key);
        } catch (S3Exception answer) {
            if (answer.statusCode() == 416) {
                return null;
            }
            if (isMissingObject(answer)) {
                throw noSuchObject(key);
            }
            throw answer;
        } catch (EOFException | NoSuchFileException outcome) {
            throw outcome;
        } catch (IOException brokenOff) {
            throw SdkClientException.create("answer broken off: " + brokenOff.getMessage(), brokenOff);
        }
    }

    private Part readPart(ResponseInputStream<GetObjectResponse> in, String key) throws IOException {
        GetObjectResponse response = in.response();
        int length = Math.toIntExact(response.contentLength());
        String contentRange = response.contentRange(); // such as "bytes 0-99/1234"
        if (contentRange == null) {
            in.abort();
            throw new EOFException("reading " + name(key) + ": the store ignores ranges. Use one that supports them");
        }
        try {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw SdkClientException.create(
                        "answer of " + bytes.length + " bytes, expected " + length, new EOFException());
            }
            return new Part(bytes, Long.parseLong(contentRange.substring(contentRange.lastIndexOf('/') + 1)));
        } catch (Throwable failure) {
            in.abort();
            throw failure;
        }
    }

    private long existingSizeOf(String key) throws IOException {
        Long size = sizeOf(key);
        if (size == null) {
            throw noSuchObject(key);
        }
        return size;
    }

    private @Nullable Long sizeOf(String key) throws IOException {
        String full = full(key);
        long size = retries.run(Operation.GET, "look for " + name(key), ambiguous -> {
            try {
                return client.headObject(head -> head.bucket(bucket).key(full)).contentLength();
            } catch (S3Exception answer) {
                if (isMissingObject(answer)) {
                    return -1L;
                }
                throw answer;
            }
        });
        return size < 0 ? null : size;
    }

    private NoSuchFileException noSuchObject(String key) {
        return new NoSuchFileException(name(key), null, "no such object");
    }

    private static boolean isMissingObject(S3Exception answer) {
        boolean noBucket = answer.awsErrorDetails() != null
                && "NoSuchBucket".equals(answer.awsErrorDetails().errorCode());
        return answer.statusCode() == 404 && !noBucket;
    }

    private String full(String key) {
        return keyPrefix + ObjectKeys.check(key);
    }

    private String name(String key) {
        return "s3://" + bucket + "/" + keyPrefix + key;
    }
}
