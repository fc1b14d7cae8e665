import java.io.FileInputStream;
import java.util.*;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;

/** Holds PDFs against PDF/UA-1 with veraPDF: a line per broken rule, and exit code 1 if there is any. */
class Check {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean broken = false;
        for (String file : files) {
            Map<String, Integer> rules = new TreeMap<>();
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), PDFAFlavour.PDFUA_1);
                 PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false)) {
                ValidationResult result = validator.validate(parser);
                for (TestAssertion one : result.getTestAssertions()) {
                    rules.merge(one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber() + ": " + one.getMessage(), 1, Integer::sum);
                }
                System.out.println(file + ": " + (result.isCompliant() ? "PDF/UA-1" : "not PDF/UA-1"));
                broken |= !result.isCompliant();
            }
            rules.forEach((rule, count) -> System.out.println(count + " x " + rule));
        }
        System.exit(broken ? 1 : 0);
    }
}
