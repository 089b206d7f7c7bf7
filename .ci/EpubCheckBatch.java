import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.api.MasterReport;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.messages.Severity;
import com.adobe.epubcheck.util.FeatureEnum;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * EPUBCheck over many files in one Java machine. Paths come on standard input, one a line; each finding goes
 * to standard output. Exit status: 0 no fatal error, error or warning in any file, 1 findings, 2 could not run.
 */
public class EpubCheckBatch {
    static class Findings extends MasterReport {
        final List<String> lines = new ArrayList<>();

        @Override
        public void message(Message message, EPUBLocation location, Object... arguments) {
            Severity severity = message.getSeverity();
            if (severity != Severity.FATAL && severity != Severity.ERROR && severity != Severity.WARNING) return;
            lines.add(severity + " " + message.getID() + " " + location.getPath() + ":" + location.getLine() + ":"
                    + location.getColumn() + " " + message.getMessage(arguments).replaceAll("\\s+", " "));
        }

        @Override
        public void info(String resource, FeatureEnum feature, String value) {}

        @Override
        public int generate() {
            return 0;
        }

        @Override
        public void initialize() {}
    }

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        int files = 0;
        int bad = 0;
        int findings = 0;
        try (BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, "UTF-8"))) {
            for (String path; (path = paths.readLine()) != null; ) {
                File file = new File(path);
                if (!file.isFile()) {
                    System.out.println("EPUBCheck: no such file: " + path);
                    System.exit(2);
                }
                Findings report = new Findings();
                report.setEpubFileName(path);
                new EpubCheck(file, report).check();
                files++;
                if (report.lines.isEmpty()) continue;
                bad++;
                findings += report.lines.size();
                for (String line : report.lines) System.out.println("EPUBCheck: " + path + ": " + line);
            }
        }
        System.out.println("EPUBCheck " + EpubCheck.version() + ": " + files + " files, " + bad + " with findings, "
                + findings + " findings");
        if (files == 0) System.exit(2);
        System.exit(bad == 0 ? 0 : 1);
    }
}
