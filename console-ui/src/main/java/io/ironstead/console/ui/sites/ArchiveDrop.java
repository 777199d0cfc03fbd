package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadFormat;
import com.vaadin.flow.server.streams.UploadEvent;
import com.vaadin.flow.server.streams.UploadHandler;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Words;
import java.io.IOException;
import java.io.InputStream;

/** The place to drop an archive on. Its bytes go to {@link Taker} as they come, never through memory as a whole. */
final class ArchiveDrop extends Div {

    /** Takes one archive ({@code announcedBytes} below 0: it does not say), on the thread that reads the request: it may block. */
    interface Taker {
        void take(String fileName, long announcedBytes, InputStream archive);
    }

    ArchiveDrop(Taker taker) {
        var upload = new Upload((UploadHandler) event -> receive(event, taker));
        // Raw: a multipart body would lie on the server's disk as a whole before anybody looked at it.
        upload.setUploadFormat(UploadFormat.RAW);
        upload.setMaxFiles(1);
        upload.setAcceptedFileExtensions(".zip", ".tar.gz", ".tgz", ".war");
        upload.getElement().setAttribute("aria-label", "Archive of the application");
        var choose = Act.main(Icon.UP, "Choose an archive", () -> {});
        upload.setUploadButton(choose);
        upload.setDropLabel(Words.quiet("or drop it here: zip, tar.gz or war, up to 2 GiB"));
        upload.setDropLabelIcon(new Span());
        upload.addFileRejectedListener(rejected -> io.ironstead.console.ui.kit.Toast.alert(
                "This is no archive that can be deployed. Give a zip, a tar.gz or a war."));
        // The steps below tell the rest of the story, and the next archive may come.
        upload.getElement()
                .executeJs("for (const end of ['upload-success', 'upload-error', 'upload-abort'])"
                        + " this.addEventListener(end, () => setTimeout(() => { this.files = []; }))");
        add(upload);
    }

    private static void receive(UploadEvent event, Taker taker) throws IOException {
        try (var archive = event.getInputStream()) {
            taker.take(event.getFileName(), event.getFileSize(), archive);
        }
    }
}
