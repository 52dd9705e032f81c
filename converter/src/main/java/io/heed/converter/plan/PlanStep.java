package io.heed.converter.plan;

/** One operator of a plan. */
interface PlanStep {
  /** Reads its input slots and writes its output slots. */
  void run(Frame frame);
}
