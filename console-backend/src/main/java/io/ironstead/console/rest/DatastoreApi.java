package io.ironstead.console.rest;

import io.ironstead.console.datastore.DatastoreMethod;
import io.ironstead.console.datastore.DatastoreResult;
import io.ironstead.console.datastore.DatastoreService;
import io.ironstead.console.datastore.EntityTransfer;
import io.ironstead.console.security.CurrentCaller;
import io.ironstead.console.security.NotFoundException;
import io.ironstead.model.SiteName;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** A site's entities: the methods of Cloud Datastore v1 in JSON, and everything as one file. */
@RestController
@RequestMapping("/api/v1/sites/{site}/datastore")
class DatastoreApi {
    private final CurrentCaller caller;
    private final DatastoreService datastore;
    private final EntityTransfer transfer;

    DatastoreApi(CurrentCaller caller, DatastoreService datastore, EntityTransfer transfer) {
        this.caller = caller;
        this.datastore = datastore;
        this.transfer = transfer;
    }

    /** {@code lookup}, {@code runQuery}, {@code commit}, ... with the request and answer of Cloud Datastore v1. */
    @PostMapping(
            path = "/{method}",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> call(
            @PathVariable SiteName site, @PathVariable String method, @RequestBody Map<String, Object> request) {
        var known = DatastoreMethod.of(method).orElseThrow(() -> new NotFoundException("method", method));
        return answer(datastore.call(caller.get(), site, known, io.ironstead.console.Json.text(request)));
    }

    private static ResponseEntity<Object> answer(DatastoreResult result) {
        return switch (result) {
            case DatastoreResult.Answered(String json) ->
                ResponseEntity.ok(io.ironstead.console.Json.read(json, Map.class));
            case DatastoreResult.Refused(int status, String message) ->
                problem(status, message, "Correct the request; the words are those of Cloud Datastore.");
            case DatastoreResult.Away() -> problem(503, DatastoreResult.Away.SENTENCE, "Look at Machines.");
        };
    }

    private static ResponseEntity<Object> problem(int status, String detail, String advice) {
        var problem = ProblemDetail.forStatus(status);
        problem.setTitle("The datastore refused");
        problem.setDetail(detail);
        problem.setProperty("advice", advice);
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    /** All entities of all namespaces in one consistent state, a JSON document on each line; see docs/export.md. */
    @GetMapping(path = "/export", produces = MediaType.APPLICATION_NDJSON_VALUE)
    ResponseEntity<StreamingResponseBody> export(@PathVariable SiteName site) {
        var export = transfer.export(caller.get(), site);
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + site + ".entities.ndjson\"")
                .body(out -> export.writeTo(out, EntityTransfer.Progress.UNSEEN));
    }

    /** Writes every entity of an exported file; what is there under the same keys is replaced. */
    @PostMapping(
            path = "/import",
            consumes = {MediaType.APPLICATION_NDJSON_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE})
    Imported load(@PathVariable SiteName site, InputStream file) throws IOException {
        return new Imported(transfer.load(caller.get(), site, file, EntityTransfer.Progress.UNSEEN));
    }

    record Imported(long entities) {}
}
