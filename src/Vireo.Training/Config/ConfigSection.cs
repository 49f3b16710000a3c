namespace Vireo.Training.Config;

/// <summary>Makes the keys of one section, each a row of the table in <see cref="ConfigKeys"/>.</summary>
/// <typeparam name="TSection">The record of the section.</typeparam>
internal sealed class ConfigSection<TSection>(
    string section, Func<RunConfig, TSection> open, Func<RunConfig, TSection, RunConfig> close)
{
    public ConfigKey Whole(
        string name, long min, long max, string doc, Func<TSection, long> get, Func<TSection, long, TSection> set) =>
        Key(name, doc, new WholeNumber(min, max), get, set);

    public ConfigKey MaybeWhole(
        string name, long min, long max, string doc, Func<TSection, long?> get,
        Func<TSection, long?, TSection> set) =>
        Key(name, doc, new MaybeWholeNumber(min, max), get, set);

    public ConfigKey Number(
        string name, double min, double max, string doc,
        Func<TSection, double> get, Func<TSection, double, TSection> set) =>
        Key<double?>(name, doc, new Number(min, max, Nullable: false),
            s => get(s), (s, v) => set(s, v.GetValueOrDefault()));

    public ConfigKey Maybe(
        string name, double min, double max, string doc,
        Func<TSection, double?> get, Func<TSection, double?, TSection> set) =>
        Key(name, doc, new Number(min, max, Nullable: true), get, set);

    public ConfigKey Switch(string name, string doc, Func<TSection, bool> get, Func<TSection, bool, TSection> set) =>
        Key(name, doc, new TrueOrFalse(), get, set);

    public ConfigKey Text(string name, string doc, Func<TSection, string> get, Func<TSection, string, TSection> set) =>
        Key<string?>(name, doc, new AnyText(Nullable: false), s => get(s), (s, v) => set(s, v ?? ""));

    public ConfigKey MaybeText(
        string name, string doc, Func<TSection, string?> get, Func<TSection, string?, TSection> set) =>
        Key(name, doc, new AnyText(Nullable: true), get, set);

    public ConfigKey Key<T>(
        string name, string doc, ConfigType<T> type, Func<TSection, T> get, Func<TSection, T, TSection> set) =>
        new ConfigKey<T>(section, name, doc, type, c => get(open(c)), (c, v) => close(c, set(open(c), v)));
}
