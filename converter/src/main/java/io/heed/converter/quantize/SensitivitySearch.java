package io.heed.converter.quantize;

import io.heed.converter.quantize.SensitivityReport.Group;
import io.heed.converter.quantize.SensitivityReport.Trial;
import io.heed.converter.quantize.VariantCheck.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds how few layers have to stay floats for a model to be within limits.
 *
 * <p>Layers are ranked by the loss when each alone is quantised; then the first of the ranking are
 * kept, as many as are needed, which bisection finds. That keeping more layers loses less is not
 * certain: what is returned was tried and accepted, but a smaller number might be, too. Confined to
 * the calling thread.
 */
public final class SensitivitySearch {
  private final List<String> names;
  private final Function<Set<String>, Verdict> judge;
  private final List<Trial> trials = new ArrayList<>();
  private int runs;

  private SensitivitySearch(List<String> names, Function<Set<String>, Verdict> judge) {
    this.names = names;
    this.judge = judge;
  }

  /**
   * Searches. Layers are taken in groups of neighbours where there are more than runs.
   *
   * @param names of the layers and tables, in the order of the graph
   * @param maxRuns how many models may be judged; at least 16
   * @param judge the verdict on a model whose layers of these names stay floats
   */
  public static SensitivityReport find(
      List<String> names, int maxRuns, Function<Set<String>, Verdict> judge) {
    if (maxRuns < 16) {
      throw new IllegalArgumentException("maxRuns is " + maxRuns + "; expected at least 16");
    }
    List<String> distinct = names.stream().distinct().toList();
    return new SensitivitySearch(distinct, judge).run(maxRuns);
  }

  private SensitivityReport run(int maxRuns) {
    if (judge(0, Set.of()).accepted() || names.isEmpty()) {
      return new SensitivityReport(List.of(), trials, Set.of(), runs);
    }
    // One run is done; bisection over n groups takes at most log2(n) + 1.
    int bisection = 1 + Integer.SIZE - Integer.numberOfLeadingZeros(maxRuns);
    List<Group> ranking = ranking(maxRuns - 1 - bisection);
    int tooFew = 0;
    int enough = ranking.size(); // nothing is quantised
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) / 2;
      if (judge(middle, names(ranking.subList(0, middle))).accepted()) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return new SensitivityReport(ranking, trials, names(ranking.subList(0, enough)), runs);
  }

  private List<Group> ranking(int maxGroups) {
    int size = (names.size() + maxGroups - 1) / maxGroups;
    List<Group> ranking = new ArrayList<>();
    for (int from = 0; from < names.size(); from += size) {
      List<String> group = names.subList(from, Math.min(names.size(), from + size));
      Set<String> others = new HashSet<>(names);
      group.forEach(others::remove);
      runs++;
      double loss = judge.apply(others).loss();
      ranking.add(new Group(group, Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss));
    }
    ranking.sort(Comparator.comparingDouble(Group::loss).reversed());
    return ranking;
  }

  private Verdict judge(int groupsKept, Set<String> kept) {
    runs++;
    Verdict verdict = judge.apply(kept);
    trials.add(new Trial(groupsKept, verdict.loss(), verdict.accepted()));
    return verdict;
  }

  private static Set<String> names(List<Group> groups) {
    Set<String> names = new HashSet<>();
    groups.forEach(group -> names.addAll(group.names()));
    return names;
  }
}
