import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/**
 * veraPDF over many files and several flavours in one Java machine. Paths come on standard input, one a line; each file
 * is held against the flavours of its version: PDF 1.7 against ua1 and 2a; PDF 2.0 against ua2, both of Well-Tagged PDF,
 * and 4, or 4f where it says so. Each broken rule goes to standard output, once a file with its count and first place.
 * Exit status: 0 all conform, 1 some do not, 2 could not run.
 */
public class VeraPdfBatch {
    static final Map<String, String> PROFILES = Map.of("ua1", "PDFUA-1.xml", "2a", "PDFA-2A.xml",
            "ua2", "PDFUA-2-ISO32005.xml", "4", "PDFA-4.xml", "4f", "PDFA-4F.xml",
            "wt1a", "WTPDF-1-0-Accessibility.xml", "wt1r", "WTPDF-1-0-Reuse.xml");

    /** What a file is to conform to. */
    static List<String> flavours(String path) throws Exception {
        // The metadata stand in the file as they are.
        String text = Files.readString(Path.of(path), StandardCharsets.ISO_8859_1);
        if (!text.startsWith("%PDF-2")) return List.of("ua1", "2a");
        String archive = text.contains("<pdfaid:conformance>F<") ? "4f" : "4";
        return List.of("ua2", archive, "wt1a", "wt1r");
    }

    record Job(String path, String flavour) {}

    /** The lines to print; none where the file conforms. */
    static List<String> check(Job job, Map<String, ValidationProfile> profiles) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(job.flavour);
        try (VeraPDFFoundry foundry = Foundries.defaultInstance();
                PDFAParser parser = foundry.createParser(new File(job.path), flavour);
                PDFAValidator validator = foundry.createValidator(profiles.get(job.flavour), false)) {
            ValidationResult result = validator.validate(parser);
            if (result.getTotalAssertions() == 0) throw new IllegalStateException("nothing was checked");
            Map<String, Integer> counts = new LinkedHashMap<>();
            Map<String, String> first = new LinkedHashMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
                String rule = assertion.getRuleId().getClause() + " test " + assertion.getRuleId().getTestNumber();
                counts.merge(rule, 1, Integer::sum);
                first.putIfAbsent(rule, assertion.getMessage() + " at " + assertion.getLocation().getContext());
            }
            List<String> lines = new ArrayList<>();
            for (String rule : counts.keySet()) {
                lines.add("clause " + rule + ", " + counts.get(rule) + " times: " + first.get(rule));
            }
            if (lines.isEmpty() && !result.isCompliant()) lines.add("does not conform");
            return lines;
        }
    }

    public static void main(String[] arguments) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        Map<String, ValidationProfile> profiles = new LinkedHashMap<>();
        for (String flavour : PROFILES.keySet()) {
            String name = "org/verapdf/pdfa/validation/" + PROFILES.get(flavour);
            try (InputStream in = VeraPdfBatch.class.getClassLoader().getResourceAsStream(name)) {
                profiles.put(flavour, Profiles.profileFromXml(in));
            }
        }
        List<Job> jobs = new ArrayList<>();
        int files = 0;
        try (BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, "UTF-8"))) {
            for (String path; (path = paths.readLine()) != null; files++) {
                for (String flavour : flavours(path)) jobs.add(new Job(path, flavour));
            }
        }
        // The engine keeps its state by thread.
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        List<Future<List<String>>> results = new ArrayList<>();
        for (Job job : jobs) results.add(pool.submit(() -> check(job, profiles)));
        int bad = 0;
        boolean broken = jobs.isEmpty();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            try {
                List<String> lines = results.get(i).get();
                if (!lines.isEmpty()) bad++;
                for (String line : lines) System.out.println("veraPDF " + job.flavour + ": " + job.path + ": " + line);
            } catch (Exception error) {
                broken = true;
                System.out.println("veraPDF " + job.flavour + ": " + job.path + ": could not check: " + error);
            }
        }
        pool.shutdown();
        System.out.println("veraPDF " + String.join(", ", new TreeSet<>(jobs.stream().map(Job::flavour).toList())) + ": " + files + " files, " + jobs.size()
                + " checks, " + bad + " failed");
        System.exit(broken ? 2 : bad == 0 ? 0 : 1);
    }
}
