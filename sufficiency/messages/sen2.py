"""Messages about SEN2 returns that cannot be read, and about what goes with them."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "sen2_not_there": Message(
        seen="There is no file or folder {path}.",
        why="A SEN2 return was to be read from it.",
        remedy="Check the spelling and the folder.",
    ),
    "sen2_nothing_given": Message(
        seen="No file or folder is given.",
        why="A return is a folder of COLLECT modules or an XML file.",
        remedy="Name one, or the folder that holds one for each January.",
    ),
    "sen2_not_a_return": Message(
        seen="{file} is neither a folder nor an .xml file.",
        why="A return is a folder of COLLECT modules, person.csv and the others, or an XML file.",
        remedy="Name the folder in which the modules stand. A workbook with a sheet for each module"
        " is not read: save each sheet as a file of its own, such as person.csv.",
    ),
    "sen2_nothing_here": Message(
        seen="Neither the folder {file} nor a folder in it has a SEN2 return.",
        why="Modules are known by their names, such as Blade-Export_14-03-2025_person.csv or"
        " person.csv, and a return in XML by its ending.",
        remedy="Check the folder; unpack the export if it is a .zip file. A workbook with a sheet"
        " for each module is not read: save each sheet as a file of its own, such as person.csv.",
    ),
    "sen2_module_missing": Message(
        seen="The module {module} ({label}) is missing.",
        why="Without it children, plans, needs and placements cannot be joined.",
        remedy="Export it from COLLECT as CSV, and put it beside the others as {module}.csv.",
    ),
    "sen2_module_twice": Message(
        seen="The folder has several files of the module {module}: {files}.",
        why="One folder is one return, and it is not clear which export is meant.",
        remedy="Remove one of them; or, if they are of different Januaries, put each export into a"
        " folder of its own, and name the folder above them.",
    ),
    "sen2_both_kinds": Message(
        seen="The folder has modules in CSV and the return {xml} too.",
        why="One folder is one return, and it is not clear which of the two is meant.",
        remedy="Move one of the two into another folder.",
    ),
    "sen2_column_missing": Message(
        seen="There is no column {column}.{unread}",
        why="What it holds cannot be told from the others.",
        remedy="Export the file again with this column, headed {column}.",
    ),
    "sen2_column_twice": Message(
        seen="Two headings mean {column}.",
        why="It is not clear which of them counts.",
        remedy="Delete or rename one of them.",
    ),
    "sen2_xml_doctype": Message(
        seen="The file has a document type (<!DOCTYPE).",
        why="It can make a reader fetch other files or fill the memory, and no return needs one.",
        remedy="Ask whoever sent the file why; export the return again.",
    ),
    "sen2_xml_broken": Message(
        seen="The file is no sound XML: it cannot be read beyond this line.",
        why="Whatever stands behind it is lost, and with it children.",
        remedy="Export the return again; it may have been cut off or edited by hand.",
    ),
    "sen2_xml_nobody": Message(
        seen="The file has no element Person.",
        why="A SEN2 return is a list of persons.",
        remedy="Check that it is the person-level return, and not the aggregate one or another.",
    ),
    "sen2_xml_cell_twice": Message(
        seen="In {count:,} elements something is said twice that can be said once.",
        why="The first is taken.",
        remedy="Look the element up, and ask the supplier of the software.",
        severity="note",
    ),
    "sen2_no_census": Message(
        seen="The return does not say of which January it is.",
        why="Who has a plan, and in which NC year, depends on the day.",
        remedy='Say it: census="2025-01-16"; of several returns a list in their order.',
        remedy_command="Write the reference date into the module sen2 of the return.",
    ),
    "sen2_census_from_year": Message(
        seen="The return gives a year and no reference date that can be read.",
        why="The third Thursday of that January is taken as census day.",
        remedy='Nothing if that is right; otherwise say the day: census="2025-01-16".',
        remedy_command="Nothing if that is right; otherwise write the day into the module sen2.",
        severity="note",
    ),
    "sen2_census_not_january": Message(
        seen="The census day of the return is in month {month}, not in January.",
        why="Plans and placements of an area are counted in January.",
        remedy='Say the day: census="2025-01-16".',
        remedy_command="Write the day into the module sen2 of the return.",
    ),
    "sen2_census_count": Message(
        seen="{given} census days are given for {count} returns.",
        why="Each return has one.",
        remedy="Give as many as there are returns, in their order.",
    ),
    "sen2_census_no_day": Message(
        seen="A census day is given that is no day (it is of type {kind}).",
        why="Who has a plan depends on the day.",
        remedy='Write it as "2025-01-16".',
    ),
    "sen2_same_january": Message(
        seen="Several returns are of January {january}: {file}.",
        why="Children would be counted twice.",
        remedy="Name one of them, or say their days if they are of different Januaries.",
    ),
    "sen2_other_authority": Message(
        seen="The return is of authority {code}, not of {wanted}.",
        why="An area is one authority, and the flows between two would be all joiners and leavers.",
        remedy="Leave the return out, or name the authority that is meant.",
    ),
    "sen2_nobody": Message(
        seen="Nobody has a plan on {day}.",
        why="Mostly it is the wrong day, or the dates of the plans are missing.",
        remedy='Check the reference date of the return, or say the day: census="2025-01-16".',
        remedy_command="Check the reference date in the module sen2 of the return.",
    ),
    "sen2_days_unsound": Message(
        seen="{count:,} of {whole:,} cells that are filled ({share:.0%}) are no date: {cause}.",
        why="{follows}",
        remedy="Export the file again with dates as 2025-01-31 or 31/01/2025; in Excel, import it"
        " with this column as text and save it so.",
    ),
    "sen2_many_orphans": Message(
        seen="{count:,} of {whole:,} rows of the module {module} ({share:.0%}) belong to a row of"
        " {parent} that is not there; {parent} has {there:,} rows.",
        why="Nobody can be told whose they are, and with them {plans} would be lost: a part of"
        " {parent} seems to be cut off or filtered out.",
        remedy="Export all modules again on one day, and open none of them between.",
    ),
    "sen2_many_without": Message(
        seen="{count:,} of {whole:,} children with a plan ({share:.0%}) have no row in the module"
        " {module}.",
        why="Where they are, or what they need, would be unknown: a part of {module} seems to be"
        " cut off or filtered out.",
        remedy="Export all modules again on one day, and open none of them between.",
    ),
    "sen2_many_need_codes": Message(
        seen="The primary need of {count:,} of {whole:,} children with a plan ({share:.0%}) is no"
        " code of SEN2: {named}.",
        why="The need of these children would be unknown, and what is projected too low for each"
        " need that they have.",
        remedy="Export the module again with the codes of the guide ({known}), or replace the"
        " codes in this column by them.{meant}",
    ),
    "sen2_many_needs_first": Message(
        seen="For {count:,} of {whole:,} children with a plan ({share:.0%}) no rank says which of"
        " their needs is the primary one; {more:,} have more than one need.",
        why="Their need would be decided by the order of codes. Where it is most of those with"
        " several needs, the column of ranks seems to be filled with one number, or blank.",
        remedy="Export the module again with the ranks as they are recorded: 1 for the primary"
        " need, 2 for the second. If they are recorded so, ask the supplier of the software.",
    ),
    "sen2_many_placements_first": Message(
        seen="{count:,} of {whole:,} children with a plan ({share:.0%}) are in several places of"
        " rank 1 on census day; for {undecided} neither rank nor entry date says which counts.",
        why="Where they are would be decided by what was entered last, or by the order of codes:"
        " the column of ranks seems to be filled with one number, or leaving dates are lost.",
        remedy="Export the module again with ranks as they are recorded (1 for the main placement)"
        " and with leaving dates; close placements that have ended.",
    ),
    "sen2_census_apart": Message(
        seen="By the census day, {day}, {near} of the days of requests, decisions and plans lie in"
        " the nine months before it and {beyond} more than {margin} days after it. But for {slips}"
        " of them all {whole:,} end with {last} ({modules}).",
        why="A return is about the calendar year up to its census day, so that its latest days lie"
        " in the weeks before. Of another January all children would be in another NC year, and"
        " plans that had ended, or not begun, would count.",
        remedy="Check the reference date in the module sen2. If the return is of January {fits},"
        ' say so: census="{meant}". If it is not, export the return again, whole: rows that'
        " were cut off may have had the latest days.",
        remedy_command="Check the reference date in the module sen2. If the return is of January"
        " {fits}, write {meant} there. If it is not, export the return again, whole: rows that"
        " were cut off may have had the latest days.",
    ),
    "sen2_census_early": Message(
        seen="None of the days of requests, decisions and plans lies in the three months before the"
        " census day, {day}; {before:,} lie in the same months a year before.",
        why="A return is about the calendar year up to its census day. It seems to have been"
        " exported before the end of that year, or what came last was not recorded yet.",
        remedy="Check the reference date in the module sen2, and when the return was exported.",
        severity="note",
    ),
    "sen2_other_persons": Message(
        seen="{without:,} of {persons:,} persons have no request, and {before:,} of {plans:,} plans"
        " began before the child was born.",
        why="The persons seem to be those of another return, or the requests are cut off: children"
        " would stand in the NC year and locality of others.",
        remedy="Export all modules again on one day, and keep each export in a folder of its own.",
    ),
    "sen2_exports_apart": Message(
        seen="The modules were exported on different days, as their names say: {days}.",
        why="Rows are joined by numbers that an export gives: those of another day can join rows"
        " of one child with the birth date of another.",
        remedy="Export all modules again on one day.",
    ),
    "sen2_exports_days": Message(
        seen="The modules were exported on different days, as their names say: {days}.",
        why="Rows are joined by numbers that an export gives. What was changed between the two"
        " days may be missing in one of them.",
        remedy="Nothing if nothing was changed between; else export all modules again on one day.",
        severity="note",
    ),
    "sen2_not_a_lookup": Message(
        seen="{option} is of type {kind}.",
        why="It is a look-up: a table, or the path of a CSV file or workbook.",
        remedy="Give one of these.",
    ),
    "sen2_lookup_of_what": Message(
        seen="The look-up of localities is from {of} and not from postcodes.",
        why="A return tells where a child lives by the postcode.",
        remedy="Read a look-up from postcodes.",
    ),
    "sen2_no_establishments_in": Message(
        seen="The reading of kind {kind} has no table establishments.",
        why="The setting of a placement is looked up there by its URN.",
        remedy="Give the reading of Get Information about Schools, or a frame with the columns urn"
        " and setting.",
        remedy_command="Put the register of schools, edubasealldata, with the other files.",
    ),
    "sen2_locality_personal": Message(
        seen="The locality of the look-up looks like a postcode.",
        why="Localities are shown in every table, and a postcode can tell a child.",
        remedy="Put the code of a small area there: a ward, an LSOA or a planning area.",
    ),
    "sen2_postcode_twice": Message(
        seen="The postcode of this row stands for another locality elsewhere in the look-up.",
        why="It is not clear where the children live.",
        remedy="Keep one of the rows.",
    ),
    "sen2_establishment_setting": Message(
        seen="The setting is none of the codes of the table of settings.",
        why="Children are counted by setting.",
        remedy="Use mainstream, special, independent, ap, fe, specialist_post16, early_years or"
        " another of its codes.",
    ),
    "sen2_establishment_twice": Message(
        seen="The URN of this row stands for another setting elsewhere in the look-up.",
        why="It is not clear what the establishment is.",
        remedy="Keep one of the rows.",
    ),
    "sen2_lookup_blank": Message(
        seen="{count:postcode has|postcodes have} no locality in the look-up.",
        why="Children who live there are of locality unknown.",
        remedy="Fill it in for those that lie in the authority.",
        severity="note",
    ),
    "sen2_no_localities": Message(
        seen="No look-up of localities is given, so that every locality is unknown.",
        why="Demand can then be projected for the area as a whole and not by place.",
        remedy='Give one: locality_of="postcodes.csv", with columns postcode and locality.',
        remedy_command="Give one: --postcodes postcodes.csv, with columns postcode and locality.",
        severity="note",
    ),
    "sen2_no_establishments": Message(
        seen="No look-up of establishments is given. Of {count:,:child|children} at a URN the"
        " setting is"
        " unknown, but for those in a base.",
        why="The return has no code for a special school: it is known by its URN.",
        remedy="Give one: establishments=frame, with columns urn and setting, or the reading of Get"
        " Information about Schools.",
        remedy_command="Put the register of schools, edubasealldata, with the other files.",
        severity="note",
    ),
    "sen2_years_apart": Message(
        seen="There is no return between January {before} and January {january}.",
        why="What became of children can be told between two Januaries that follow each other.",
        remedy="Add the returns of the years between, if there are any.",
        severity="note",
    ),
}
