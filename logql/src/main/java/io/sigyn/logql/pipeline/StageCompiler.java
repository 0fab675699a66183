package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.Stage;

/** Compiles each stage on its own. Stateless. */
final class StageCompiler implements Stage.Visitor<StagePlan> {
    static final StageCompiler INSTANCE = new StageCompiler();

    private StageCompiler() {}

    @Override
    public StagePlan lineFilter(Stage.LineFilter stage) {
        return LineFilters.plan(stage);
    }

    @Override
    public StagePlan json(Stage.Json stage) {
        return stage.extractions().isEmpty() ? JsonParser.plan() : JsonPaths.plan(stage.extractions());
    }

    @Override
    public StagePlan logfmt(Stage.Logfmt stage) {
        return LogfmtParser.plan(stage);
    }

    @Override
    public StagePlan regexp(Stage.Regexp stage) {
        return GroupParsers.regexp(stage.regex());
    }

    @Override
    public StagePlan pattern(Stage.Pattern stage) {
        return GroupParsers.pattern(stage.pattern());
    }

    @Override
    public StagePlan unpack(Stage.Unpack stage) {
        return UnpackParser.plan();
    }

    @Override
    public StagePlan labelFilter(Stage.LabelFilter stage) {
        return LabelFilters.plan(stage.predicate());
    }

    @Override
    public StagePlan lineFormat(Stage.LineFormat stage) {
        return FormatStages.line(stage);
    }

    @Override
    public StagePlan labelFormat(Stage.LabelFormat stage) {
        return FormatStages.labels(stage);
    }

    @Override
    public StagePlan decolorize(Stage.Decolorize stage) {
        return Decolorizer.plan();
    }

    @Override
    public StagePlan drop(Stage.Drop stage) {
        return LabelChoices.drop(stage.choices());
    }

    @Override
    public StagePlan keep(Stage.Keep stage) {
        return LabelChoices.keep(stage.choices());
    }
}
