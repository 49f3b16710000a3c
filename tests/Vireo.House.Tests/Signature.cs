using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vireo.House.Tests;

/// <summary>A member as one line that a reviewer can read.</summary>
internal static class Signature
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint",
        [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(char)] = "char",
        [typeof(string)] = "string", [typeof(object)] = "object",
    };

    public static string Of(Type type)
    {
        var bases = new[] { type.BaseType }.OfType<Type>()
            .Where(b => b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum) && b != typeof(MulticastDelegate))
            .Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(i => i.IsPublic))
            .Where(b => !(PublicSurface.IsRecord(type) && b.IsGenericType && b.GetGenericTypeDefinition() == typeof(IEquatable<>)))
            .Select(Name).Order(StringComparer.Ordinal).ToList();
        var suffix = bases.Count == 0 || type.IsEnum ? "" : " : " + string.Join(", ", bases);
        var shape = typeof(Delegate).IsAssignableFrom(type) && type.GetMethod("Invoke") is { } invoke
            ? Parameters(invoke.GetParameters()) + " -> " + Name(invoke.ReturnType)
            : suffix;
        return $"{Kind(type)} {Name(type)}{shape}";
    }

    public static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo c => $"{Access(c)}new{Parameters(c.GetParameters())}",
        MethodInfo m => $"{Access(m)}{m.Name}{Generic(m)}{Parameters(m.GetParameters())} -> {Name(m.ReturnType)}",
        PropertyInfo p => Property(p),
        EventInfo e => $"event {e.Name} -> {Name(e.EventHandlerType!)}",
        FieldInfo { IsLiteral: true } f => $"{f.Name} = {f.GetRawConstantValue() ?? "null"}",
        FieldInfo f => $"{(f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{f.Name} -> {Name(f.FieldType)}",
        _ => throw new ArgumentException($"No signature for {member}.", nameof(member)),
    };

    public static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        if (type.IsGenericParameter)
            return type.Name;
        var arguments = type.GetGenericArguments().Select(Name).ToList();
        if (type.IsGenericType && type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
            return $"({string.Join(", ", arguments)})";
        var plain = type.Name.Split('`')[0] + (arguments.Count == 0 ? "" : $"<{string.Join(", ", arguments)}>");
        if (type.DeclaringType is { } outer)
            return $"{Name(outer)}.{plain}";
        return type.Namespace?.StartsWith("Vireo", StringComparison.Ordinal) == true ? $"{type.Namespace}.{plain}" : plain;
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum)
            return "enum";
        if (type.IsInterface)
            return "interface";
        if (typeof(Delegate).IsAssignableFrom(type))
            return "delegate";
        var record = PublicSurface.IsRecord(type) ? "record " : "";
        if (type.IsValueType)
            return $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{record}struct";
        var inherited = type switch
        {
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        return $"{inherited}{record}class";
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(a => a.IsPublic || a.IsFamily || a.IsFamilyOrAssembly).ToList();
        var words = accessors.Select(a => a.ReturnType != typeof(void) ? "get;"
            : a.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;");
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : "this" + Parameters(index);
        return $"{Access(accessors[0])}{name} {{ {string.Join(' ', words)} }} -> {Name(property.PropertyType)}";
    }

    private static string Access(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
            access += "static ";
        if (method.DeclaringType is { IsInterface: true } || method is not MethodInfo m || !m.IsVirtual || m.IsFinal)
            return access;
        return access + (m.GetBaseDefinition() != m ? "override " : m.IsAbstract ? "abstract " : "virtual ");
    }

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(ParameterInfo[] parameters) =>
        $"({string.Join(", ", parameters.Select(Parameter))})";

    private static string Parameter(ParameterInfo parameter)
    {
        var type = Name(parameter.ParameterType);
        if (parameter.ParameterType.IsByRef)
            type = type.Replace("ref ", parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ", StringComparison.Ordinal);
        var value = !parameter.HasDefaultValue ? "" : parameter.RawDefaultValue switch
        {
            null => " = default",
            string text => $" = \"{text}\"",
            var other => $" = {other}",
        };
        return $"{type} {parameter.Name}{value}";
    }
}
