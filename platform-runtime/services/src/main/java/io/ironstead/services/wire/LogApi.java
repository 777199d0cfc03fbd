package io.ironstead.services.wire;

import com.google.appengine.repackaged.com.google.protobuf.InvalidProtocolBufferException;
import com.google.apphosting.api.logservice.LogServicePb.FlushRequest;
import com.google.apphosting.api.logservice.LogServicePb.LogServiceError.ErrorCode;
import com.google.apphosting.api.logservice.LogServicePb.UserAppLogGroup;
import com.google.apphosting.api.logservice.LogServicePb.UserAppLogLine;
import com.google.apphosting.api.proto2api.ApiBasePb.VoidProto;
import io.ironstead.services.ApiCall;
import io.ironstead.services.AppLog;
import java.util.ArrayList;
import java.util.List;

/** {@code logservice}: lines that a program logs through the API go where those go that it prints. */
public final class LogApi extends ProtoService {
    private static final int LINES_MAX = 1000;
    private static final int LINE_MAX = 8192;
    private static final long ERROR = 3;
    private static final List<String> LEVELS = List.of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");

    private final AppLog appLog;

    public LogApi(AppLog appLog) {
        super("logservice");
        this.appLog = appLog;
        on("Flush", FlushRequest.parser(), this::flush);
        notOffered("Read", "A site's log is on its page in the console.");
        notOffered("Usage", "A site's log is on its page in the console.");
    }

    private VoidProto flush(ApiCall call, FlushRequest request) {
        UserAppLogGroup group;
        try {
            group = UserAppLogGroup.parser().parseFrom(request.getLogs());
        } catch (InvalidProtocolBufferException malformed) {
            throw new Refusal(ErrorCode.INVALID_REQUEST_VALUE, "The lines to log are not the message they should be.");
        }
        var lines = new Lines();
        group.getLogLineList().forEach(lines::add);
        lines.runs.forEach(
                run -> appLog.append(call.caller().version(), call.caller().instance(), run.error, run.texts));
        return VoidProto.getDefaultInstance();
    }

    /** Neighbours of one stream, so that the log keeps the program's order. */
    private record Run(boolean error, List<String> texts) {}

    /** Lines for the log, up to a bound; the first one beyond it says that there were more. */
    private static final class Lines {
        private final List<Run> runs = new ArrayList<>();
        private int count;

        void add(UserAppLogLine entry) {
            var level = LEVELS.get((int) Math.clamp(entry.getLevel(), 0L, LEVELS.size() - 1L));
            entry.getMessage()
                    .lines()
                    .limit(LINES_MAX)
                    .forEach(text -> add(entry.getLevel() >= ERROR, level + " " + text));
        }

        private void add(boolean error, String text) {
            count++;
            if (count <= LINES_MAX) {
                run(error).add(text.length() <= LINE_MAX ? text : text.substring(0, LINE_MAX));
            } else if (count == LINES_MAX + 1) {
                run(true).add("WARNING More lines were logged at once than the " + LINES_MAX + " that are kept.");
            }
        }

        private List<String> run(boolean error) {
            if (runs.isEmpty() || runs.getLast().error != error) {
                runs.add(new Run(error, new ArrayList<>()));
            }
            return runs.getLast().texts;
        }
    }
}
