using System.Reflection;

namespace Vireo.House.Tests;

/// <summary>The names that the compiler gives to members in its documentation file.</summary>
internal static class DocumentationId
{
    public static string Of(MemberInfo member) => member switch
    {
        Type type => "T:" + Declared(type),
        FieldInfo field => $"F:{Owner(field)}.{field.Name}",
        EventInfo e => $"E:{Owner(e)}.{e.Name}",
        PropertyInfo property => $"P:{Owner(property)}.{property.Name}{Parameters(property.GetIndexParameters())}",
        ConstructorInfo constructor => $"M:{Owner(constructor)}.#{constructor.Name[1..]}{Parameters(constructor.GetParameters())}",
        MethodInfo method => Method(method),
        _ => throw new ArgumentException($"No documentation id for {member}.", nameof(member)),
    };

    private static string Method(MethodInfo method)
    {
        var arity = method.IsGenericMethodDefinition ? $"``{method.GetGenericArguments().Length}" : "";
        var returned = method.Name is "op_Implicit" or "op_Explicit" ? "~" + Used(method.ReturnType) : "";
        return $"M:{Owner(method)}.{method.Name}{arity}{Parameters(method.GetParameters())}{returned}";
    }

    private static string Owner(MemberInfo member) => Declared(member.DeclaringType!);

    private static string Declared(Type type) => (type.FullName ?? type.Name).Replace('+', '.');

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(p => Used(p.ParameterType)))})";

    private static string Used(Type type)
    {
        if (type.IsByRef)
            return Used(type.GetElementType()!) + "@";
        if (type.IsPointer)
            return Used(type.GetElementType()!) + "*";
        if (type.IsSZArray)
            return Used(type.GetElementType()!) + "[]";
        if (type.IsArray)
            return $"{Used(type.GetElementType()!)}[{string.Join(',', Enumerable.Repeat("0:", type.GetArrayRank()))}]";
        if (type.IsGenericParameter)
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        return type.IsGenericType ? Constructed(type) : Declared(type);
    }

    // Outer`1.Inner with the arguments [A] becomes Outer{A}.Inner: each level takes as many as its own mark says.
    private static string Constructed(Type type)
    {
        var arguments = new Queue<string>(type.GetGenericArguments().Select(Used));
        var levels = Declared(type.GetGenericTypeDefinition()).Split('.').Select(level =>
        {
            var mark = level.IndexOf('`');
            if (mark < 0)
                return level;
            var own = Enumerable.Range(0, int.Parse(level[(mark + 1)..])).Select(_ => arguments.Dequeue()).ToList();
            return $"{level[..mark]}{{{string.Join(',', own)}}}";
        }).ToList();
        return string.Join('.', levels);
    }
}
