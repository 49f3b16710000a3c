using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vireo.House.Tests;

/// <summary>What a user of an assembly can see, without what the compiler writes by itself.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Visible types, the markers that extension blocks compile to left out.</summary>
    public static IEnumerable<Type> Types(Assembly assembly) => assembly.GetTypes()
        .Where(type => IsVisible(type) && !type.Name.Contains('<') && !IsGenerated(type))
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    /// <summary>Visible members declared by a type: constructors, methods, properties, events, fields.</summary>
    public static IEnumerable<MemberInfo> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            yield break;
        var accessors = type.GetProperties(Declared).SelectMany(p => p.GetAccessors(nonPublic: true))
            .Concat(type.GetEvents(Declared).SelectMany(e => new[] { e.AddMethod, e.RemoveMethod }.OfType<MethodInfo>()))
            .ToHashSet();
        foreach (var member in type.GetMembers(Declared))
        {
            var seen = member switch
            {
                Type => false,
                MethodBase m => IsVisible(m) && !IsGenerated(m) && !accessors.Contains(m) && !IsExplicit(m),
                PropertyInfo p => p.GetAccessors(nonPublic: true).Any(a => IsVisible(a) && !IsExplicit(a)) && !IsRecordOwn(p),
                EventInfo e => e.AddMethod is { } add && IsVisible(add),
                FieldInfo f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName,
                _ => false,
            };
            if (seen)
                yield return member;
        }
    }

    /// <summary>Whether a member only fills in what a base class or an interface has described.</summary>
    public static bool FillsIn(MemberInfo member) => member switch
    {
        MethodInfo m => m.GetBaseDefinition() != m || Implements(m),
        PropertyInfo p => p.GetAccessors(nonPublic: true).All(FillsIn),
        EventInfo e => e.AddMethod is { } add && FillsIn(add),
        _ => false,
    };

    /// <summary>Whether the type is a record, which has members that nobody wrote.</summary>
    public static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly) is { } print
        && IsGenerated(print);

    /// <summary>Whether a property comes from the parameter list of a record, where the record's summary speaks of it.</summary>
    public static bool IsPositional(MemberInfo member) =>
        member is PropertyInfo { DeclaringType: { } type } property && IsRecord(type)
        && type.GetConstructors(Declared).SelectMany(c => c.GetParameters())
            .Any(p => p.Name == property.Name && p.ParameterType == property.PropertyType);

    private static bool Implements(MethodInfo method) =>
        method.DeclaringType is { IsInterface: false } type && type.GetInterfaces()
            .Any(contract => type.GetInterfaceMap(contract).TargetMethods.Contains(method));

    private static bool IsVisible(Type type) =>
        type.IsPublic || (type.DeclaringType is { } outer && (type.IsNestedPublic || type.IsNestedFamily) && IsVisible(outer));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsExplicit(MethodBase method) => method.Name.Contains('.') && method is MethodInfo;

    private static bool IsRecordOwn(PropertyInfo property) =>
        property.Name == "EqualityContract" && property.PropertyType == typeof(Type);

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
