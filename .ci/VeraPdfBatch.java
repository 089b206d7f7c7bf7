import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * veraPDF over many files and several flavours in one Java machine. The arguments are flavours (ua1, 2a); paths
 * come on standard input, one a line; each broken rule goes to standard output, once a file with its count and
 * first place. Exit status: 0 all conform, 1 some do not, 2 could not run.
 */
public class VeraPdfBatch {
    static final Map<String, String> PROFILES = Map.of("ua1", "PDFUA-1.xml", "2a", "PDFA-2A.xml");

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

    public static void main(String[] flavours) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        Map<String, ValidationProfile> profiles = new LinkedHashMap<>();
        for (String flavour : flavours) {
            String name = "org/verapdf/pdfa/validation/" + PROFILES.get(flavour);
            try (InputStream in = VeraPdfBatch.class.getClassLoader().getResourceAsStream(name)) {
                profiles.put(flavour, Profiles.profileFromXml(in));
            }
        }
        List<Job> jobs = new ArrayList<>();
        int files = 0;
        try (BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, "UTF-8"))) {
            for (String path; (path = paths.readLine()) != null; files++) {
                for (String flavour : flavours) jobs.add(new Job(path, flavour));
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
        System.out.println("veraPDF " + String.join(", ", flavours) + ": " + files + " files, " + jobs.size()
                + " checks, " + bad + " failed");
        System.exit(broken ? 2 : bad == 0 ? 0 : 1);
    }
}
