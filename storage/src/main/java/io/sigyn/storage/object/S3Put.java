package io.sigyn.storage.object;

import io.sigyn.storage.object.ObjectStoreListener.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One put, repeated until its outcome is known, or else an IOException. For one thread, once.
 *
 * <p>An attempt whose answer was lost may have taken effect, and the next one is then told that there is an object already.
 * So every put marks its object with an id of its own, and looks at the mark of the object that stands in its way.
 */
final class S3Put {
    /** Larger bodies go in parts of this size or more. */
    static final int PART_BYTES = 16 << 20;

    private static final int MAX_PARTS = 10_000;
    private static final String MARK = "sigyn-put";
    private static final String MEDIA_TYPE = "application/octet-stream";

    private final S3Client client;
    private final RetryLoop retries;
    private final String bucket;
    private final String key;
    private final boolean onlyIfAbsent;
    private final Operation operation;
    private final String what;
    private final String id = UUID.randomUUID().toString();

    S3Put(S3Client client, RetryLoop retries, String bucket, String key, boolean onlyIfAbsent) {
        this.client = client;
        this.retries = retries;
        this.bucket = bucket;
        this.key = key;
        this.onlyIfAbsent = onlyIfAbsent;
        this.operation = onlyIfAbsent ? Operation.PUT_IF_ABSENT : Operation.PUT;
        this.what = "put s3://" + bucket + "/" + key;
    }

    /** Whether the object was put; false only if it may be there already, and another one is. */
    boolean run(ObjectBody body) throws IOException {
        if (body.sizeBytes() > PART_BYTES) {
            return retries.run(operation, what, ambiguous -> putInParts(body));
        }
        byte[] bytes;
        try (InputStream in = body.open()) {
            bytes = readPart(in, Math.toIntExact(body.sizeBytes()), body.sizeBytes(), true);
        }
        String md5 = md5(bytes);
        return retries.run(operation, what, ambiguous -> putWhole(bytes, md5, ambiguous));
    }

    private boolean putWhole(byte[] bytes, String md5, boolean ambiguous) throws IOException {
        try {
            client.putObject(
                    put -> put.bucket(bucket)
                            .key(key)
                            .contentMD5(md5)
                            .metadata(Map.of(MARK, id))
                            .ifNoneMatch(condition()),
                    body(bytes));
            return true;
        } catch (S3Exception answer) {
            return outcomeOf(answer, ambiguous);
        }
    }

    private boolean putInParts(ObjectBody body) throws IOException {
        String upload = retries.run(
                operation,
                what,
                ambiguous -> client.createMultipartUpload(
                                create -> create.bucket(bucket).key(key).metadata(Map.of(MARK, id)))
                        .uploadId());
        boolean put = false;
        try {
            List<CompletedPart> parts = putParts(upload, body);
            put = retries.run(operation, what, ambiguous -> complete(upload, parts, ambiguous));
        } finally {
            if (!put) {
                abort(upload);
            }
        }
        return put;
    }

    private List<CompletedPart> putParts(String upload, ObjectBody body) throws IOException {
        long size = body.sizeBytes();
        int partBytes = Math.toIntExact(Math.max(PART_BYTES, (size + MAX_PARTS - 1) / MAX_PARTS));
        List<CompletedPart> parts = new ArrayList<>();
        try (InputStream in = body.open()) {
            for (long done = 0; done < size; done += partBytes) {
                boolean last = done + partBytes >= size;
                byte[] bytes = readPart(in, (int) Math.min(partBytes, size - done), size, last);
                parts.add(putPart(upload, parts.size() + 1, bytes));
            }
        }
        return parts;
    }

    private CompletedPart putPart(String upload, int number, byte[] bytes) throws IOException {
        String md5 = md5(bytes);
        String etag = retries.run(
                operation,
                what + " part " + number,
                ambiguous -> client.uploadPart(
                                part -> part.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentMD5(md5),
                                body(bytes))
                        .eTag());
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private boolean complete(String upload, List<CompletedPart> parts, boolean ambiguous) throws IOException {
        try {
            client.completeMultipartUpload(complete -> complete.bucket(bucket)
                    .key(key)
                    .uploadId(upload)
                    .ifNoneMatch(condition())
                    .multipartUpload(all -> all.parts(parts)));
            return true;
        } catch (S3Exception answer) {
            if (ambiguous && answer.statusCode() == 404) { // The upload is gone: an earlier attempt completed it.
                if (isOurs(true)) {
                    return true;
                }
                throw new IOException(
                        what + ": outcome not known: the upload is gone, and another object is there", answer);
            }
            return outcomeOf(answer, ambiguous);
        }
    }

    private @Nullable String condition() {
        return onlyIfAbsent ? "*" : null;
    }

    private boolean outcomeOf(S3Exception answer, boolean ambiguous) throws IOException {
        if (onlyIfAbsent && (answer.statusCode() == 412 || hasCode(answer, "PreconditionFailed"))) {
            return isOurs(ambiguous);
        }
        if (answer.statusCode() == 409 || hasCode(answer, "ConditionalRequestConflict")) {
            throw new RetryLoop.ConflictException("another request for the same key was under way", answer);
        }
        throw answer;
    }

    /** Whether the object that is there is the one that an earlier attempt put. */
    private boolean isOurs(boolean ambiguous) throws IOException {
        String found;
        try {
            found = client.headObject(head -> head.bucket(bucket).key(key))
                    .metadata()
                    .get(MARK);
        } catch (S3Exception answer) {
            if (answer.statusCode() == 404) {
                throw new RetryLoop.ConflictException("the object was deleted meanwhile", answer);
            }
            throw answer;
        }
        if (found == null && ambiguous) {
            throw new IOException(
                    what + ": outcome not known: an answer was lost, then there was an object that does not"
                            + " say who put it. Read it and compare");
        }
        return id.equals(found);
    }

    /** Without it the parts would be kept, and paid for, until a rule of the bucket deletes them. */
    private void abort(String upload) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException ignored) {
            // Best effort: the put has failed or lost already, and says so.
        }
    }

    private byte[] readPart(InputStream in, int length, long size, boolean last) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length || (last && in.read() >= 0)) {
            throw new IOException(what + ": the body has " + (bytes.length < length ? "less" : "more") + " than the "
                    + size + " bytes that it said");
        }
        return bytes;
    }

    private static RequestBody body(byte[] bytes) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes), bytes.length, MEDIA_TYPE);
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }

    private static boolean hasCode(S3Exception answer, String code) {
        return answer.awsErrorDetails() != null
                && code.equals(answer.awsErrorDetails().errorCode());
    }
}
